import util from 'node:util';

/**
 * tfjs-node asks `node:util` for two functions that Node 23 has removed. As text, since the probe of `doctor` runs it
 * in a process that has none of this package's code.
 */
export const utilOfOlderNode = `
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
`;

/** Gives this process's `node:util` what it had. */
export function restoreUtil(): void {
  new Function('util', utilOfOlderNode)(util);
}
