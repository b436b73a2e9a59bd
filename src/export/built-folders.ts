import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RcnnError } from '../errors.js';
import { packageRoot } from '../platform/node/package-root.js';

/** What `npm run build` bundles for browsers. */
export interface BuiltFolders {
  /** The library: the module that pages import, and its worker. */
  readonly library: string;
  /** The page that needs no server. */
  readonly page: string;
}

/** @throws RcnnError `package-missing` where only the sources are */
export function builtFolders(): BuiltFolders {
  const folders = {
    library: join(packageRoot, 'dist', 'browser'),
    page: join(packageRoot, 'dist', 'local-page'),
  };
  const missing = Object.values(folders).find((folder) => !existsSync(folder));
  if (missing === undefined) return folders;
  throw new RcnnError(
    'package-missing',
    `Expected what is built for browsers at ${missing}, but it is not there. Run \`npm run build\`.`,
  );
}
