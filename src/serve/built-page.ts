import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../platform/node/package-root.js';

/** The folder that `npm run build` bundles the page into; undefined where only the sources are. */
export function builtPage(): string | undefined {
  const folder = join(packageRoot, 'dist', 'page');
  return existsSync(folder) ? folder : undefined;
}
