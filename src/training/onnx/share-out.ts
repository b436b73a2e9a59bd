import type { ParameterEntry } from '../../onnx/training/parameter-layout.js';

/** Entries of a layout for each thread, about equally many values: the largest first, each to whom has least. */
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
