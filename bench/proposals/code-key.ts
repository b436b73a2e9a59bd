import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.js';

/** Names the state of what makes our boxes, so that boxes of other code are never taken for its own. */
export function codeKey(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) hashAll(join(packageRoot, path), hash);
  return hash.digest('hex').slice(0, 12);
}

function hashAll(path: string, hash: ReturnType<typeof createHash>): void {
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file).update(readFileSync(file));
}
