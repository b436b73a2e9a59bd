import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { sharedRoot } from './shared-root.js';

/** A path below the shared data; tests that need it are skipped where it is absent. */
export function shared(...path: string[]): string {
  return join(sharedRoot, ...path);
}

/**
 * `describe`, skipped when any of the paths below the shared data folder is absent: its body, which may read
 * the data, then does not run, and one skipped test stands for all of them.
 */
export function describeWith(...paths: string[]): (name: string, body: () => void) => void {
  const present = paths.every((path) => existsSync(shared(path)));
  return (name, body) => {
    if (present) describe(name, body);
    else describe(name, () => it.skip(`needs ${paths.join(', ')}`, () => {}));
  };
}
