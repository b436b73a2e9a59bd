import { join } from 'node:path';
import { packageRoot } from '../../src/platform/node/package-root.js';

/** Data too large or not free to ship; tests and benchmarks use it where it is. */
export const sharedRoot = process.env['GOOGLENET_RCNN_DATA'] ?? join(packageRoot, '..', 'shared');
