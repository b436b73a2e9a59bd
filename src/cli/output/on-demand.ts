import { createRequire } from 'node:module';

/**
 * Loads a CommonJS package at its first use: tables are for people, and `--json` in a script should not wait for
 * them.
 */
export const onDemand = createRequire(import.meta.url);
