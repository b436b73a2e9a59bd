import { join } from 'node:path';
import { bundledCommandLine } from './bundled-command-line.js';

/** The command line, as `node` is called with it. */
export const program: string = join(bundledCommandLine(), 'main.js');
