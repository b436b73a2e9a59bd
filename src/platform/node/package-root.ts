import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RcnnError } from '../../errors.js';

const NAME = 'googlenet-rcnn';

/** The folder of this package's package.json, whether the code runs from `dist/` or from its sources. */
export const packageRoot: string = findRoot(import.meta.url);

/**
 * @param from file URL of a module of this package; undefined where a bundler has converted it to CommonJS
 * @throws RcnnError `file-not-found` when the code is not inside its package
 */
function findRoot(from: string | undefined): string {
  if (!from?.startsWith('file:')) throw bundled();
  for (let folder = dirname(fileURLToPath(from)); ; folder = dirname(folder)) {
    // The application that the code was bundled into has a package.json as well.
    if (nameIn(folder) === NAME) return folder;
    if (dirname(folder) === folder) throw bundled();
  }
}

function nameIn(folder: string): unknown {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown }).name : undefined;
}

/** Models, worker threads and native libraries are files of the package, which a bundle does not contain. */
export function bundled(): RcnnError {
  return new RcnnError(
    'file-not-found',
    `Expected the files of ${NAME} beside its code, but it was bundled without them. Mark ${NAME} as external: ` +
      `serverExternalPackages: ['${NAME}'] in next.config, externals in webpack, --external:${NAME} in esbuild, ` +
      `ssr.external or build.rollupOptions.external in Vite.`,
  );
}

/** This package's own version. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
