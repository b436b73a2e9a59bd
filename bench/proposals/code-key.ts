import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/node/package-root.js';

/**
 * Names the state of what makes our boxes, so that boxes of other code are never taken for its own.
 *
 * @param paths files and folders, below the package
 * @param data that the boxes depend on besides, such as the hash of weights
 */
export function codeKey(paths: readonly string[], ...data: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesOf(path)) hash.update(file).update(readFileSync(join(packageRoot, file)));
  }
  for (const part of data) hash.update(part);
  return hash.digest('hex').slice(0, 12);
}

function filesOf(path: string): string[] {
  if (statSync(join(packageRoot, path)).isFile()) return [path];
  return readdirSync(join(packageRoot, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(packageRoot.length + 1))
    .sort();
}
