import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/node/package-root.js';

/** Milliseconds: the compiler runs through all sources. */
export const BUILD = 300_000;

/** The package as npm would pack it, built from today's sources in a folder of its own. */
export interface BuiltPackage {
  readonly folder: string;
  /** Paths in the tarball. */
  readonly files: readonly string[];
  remove(): void;
}

export function buildPackage(): BuiltPackage {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  for (const name of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'CONTRIBUTING.md']) {
    cpSync(join(packageRoot, name), join(folder, name));
  }
  for (const name of ['docs', 'examples', 'models']) {
    cpSync(join(packageRoot, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
  const tsc = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const run = (program: string, args: string[], cwd: string) =>
    execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const dist = (...names: string[]) => join(folder, 'dist', ...names);
  for (const args of [
    [tsc, '-p', 'tsconfig.build.json', '--outDir', dist()],
    [tsc, '-p', 'src/browser/tsconfig.build.json', '--outDir', dist()],
    ['src/cli/build.mjs', dist('src', 'cli')],
    ['src/page/build.mjs', dist('page'), dist('local-page')],
    ['src/browser/build.mjs', dist('browser')],
  ]) {
    run(process.execPath, args, packageRoot);
  }
  const [packed] = JSON.parse(run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], folder)) as [
    { files: { path: string }[] },
  ];
  return {
    folder,
    files: packed.files.map(({ path }) => path),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
