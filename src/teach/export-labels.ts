/** A taught folder's labels and photographs in another form, beside the folder. */
import { basename, dirname, join } from 'node:path';
import { type Format, rows, truthFormats, writeDataset } from '../datasets/formats.js';
import { lossesOf } from '../datasets/losses.js';
import { placePhotographs, planPhotographs } from '../datasets/place-photographs.js';
import { Turns } from '../turns.js';
import { replaceExported } from './exported-files.js';
import { readTaught } from './taught-dataset.js';

/** ILSVRC's classes have WordNet ids, which names that were typed lack. */
export const exportFormats = truthFormats.filter((format) => format !== 'ilsvrc-det') as [
  Format,
  ...Format[],
];

/** One after the other: two of one form would write the same files. */
const exporting = new Turns(1);

/**
 * Replaces what an earlier export of this form wrote.
 * @returns where, and what that form cannot keep
 * @throws RcnnError `bad-dataset` for labels that cannot be read, `bad-file` as `replaceExported`
 */
export function exportLabels(
  root: string,
  format: Format,
): Promise<{ readonly path: string; readonly losses: readonly string[] }> {
  return exporting.run(() => written(root, format));
}

async function written(root: string, format: Format) {
  const row = rows[format];
  const folder = join(dirname(root), `${basename(root)}-${format}`);
  const { file } = row.truth!;
  const pathIn = (of: string) => (file === undefined ? of : join(of, file));
  const dataset = await readTaught(root);
  await replaceExported(folder, async (staging) => {
    const path = pathIn(staging);
    const plan = await planPhotographs(dataset, { format: row, path });
    const { root: _, ...beside } = plan.dataset; // photographs lie beside the labels, wherever the folder is moved
    await writeDataset(path, beside, format);
    await placePhotographs(plan.moves, 'copy', {});
  });
  return { path: pathIn(folder), losses: lossesOf(dataset, row, pathIn(folder)) };
}
