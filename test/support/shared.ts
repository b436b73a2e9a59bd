import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { packageRoot } from '../../src/package-root.js';

/** Data too large or not free to ship; tests that need it are skipped where it is absent. */
const sharedRoot = process.env['GOOGLENET_RCNN_DATA'] ?? join(packageRoot, '..', 'shared');

export function shared(...path: string[]): string {
  return join(sharedRoot, ...path);
}

/** `describe`, skipped when any of the paths below the shared data folder is absent. */
export function describeWith(...paths: string[]) {
  return describe.skipIf(!paths.every((path) => existsSync(shared(path))));
}
