import type { ParameterEntry } from '../../onnx/training/parameter-layout.js';

/**
 * Divides the entries of a layout among threads, with about as many values for each: the largest entry first, each to
 * the thread with the fewest values.
 */
export function shareOut(entries: readonly ParameterEntry[], threads: number): number[][] {
  const shares = Array.from({ length: threads }, () => ({ entries: [] as number[], values: 0 }));
  const order = [...entries.keys()].sort((a, b) => entries[b]!.length - entries[a]!.length);
  for (const entry of order) {
    const least = shares.reduce((best, share) => (share.values < best.values ? share : best));
    least.entries.push(entry);
    least.values += entries[entry]!.length;
  }
  return shares.map((share) => share.entries);
}
