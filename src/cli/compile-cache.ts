/** Imported before any other module is compiled. */
import * as node from 'node:module';

/**
 * From Node.js 22.1 on, what is compiled of the modules is kept for the next start, in a folder of the system's for
 * files that may vanish; NODE_DISABLE_COMPILE_CACHE=1 switches it off.
 */
(node as { enableCompileCache?: () => unknown }).enableCompileCache?.();
