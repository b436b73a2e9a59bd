import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../src/platform/node/package-root.js';

const ROOMS = ['src', 'detection', 'proposals', 'eval'];

let made: string | undefined;

/**
 * The command line of today's sources and its threads, bundled in one folder as in the package: from the sources, each
 * process and each thread would translate hundreds of files first. It is kept until a source changes.
 */
export function bundledCommandLine(): string {
  return (made ??= bundled());
}

function bundled(): string {
  const folder = join(packageRoot, '.cache', 'command-line', stateOfSources());
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  execFileSync(process.execPath, ['src/cli/build.mjs', unfinished], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true }); // another test file has bundled the same sources meanwhile
  }
  removeOthers(folder);
  return folder;
}

/** Paths, sizes and times: contents would take ten times as long to read, in every test file. */
function stateOfSources(): string {
  const state = createHash('sha256');
  const files = ROOMS.flatMap((room) =>
    readdirSync(join(packageRoot, room), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(room, name),
    ),
  );
  for (const file of [...files.sort(), 'package-lock.json']) {
    const { size, mtimeMs } = statSync(join(packageRoot, file));
    state.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return state.digest('hex').slice(0, 16);
}

/** Removes the bundles of earlier sources. Unfinished ones stay: another test file may be writing them. */
function removeOthers(kept: string): void {
  for (const name of readdirSync(dirname(kept))) {
    const other = join(dirname(kept), name);
    if (other !== kept && !name.includes('-')) rmSync(other, { recursive: true, force: true });
  }
}
