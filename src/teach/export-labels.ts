/** A taught folder's labels and photographs in another form, beside the folder. */
import { basename, dirname, join } from 'node:path';
import { type Format, readDataset, rows, truthFormats, writeDataset } from '../datasets/formats.js';
import { lossesOf } from '../datasets/losses.js';
import { placePhotographs, planPhotographs } from '../datasets/place-photographs.js';

/** ILSVRC's classes have WordNet ids, which names that were typed lack. */
export const exportFormats = truthFormats.filter((format) => format !== 'ilsvrc-det') as [
  Format,
  ...Format[],
];

/**
 * @returns where, and what that form cannot keep
 * @throws RcnnError `bad-dataset` for labels that cannot be read
 */
export async function exportLabels(
  root: string,
  format: Format,
): Promise<{ readonly path: string; readonly losses: readonly string[] }> {
  const row = rows[format];
  const folder = join(dirname(root), `${basename(root)}-${format}`);
  const { ending } = row.truth!;
  const path = ending === undefined ? folder : join(folder, `labels${ending}`);
  const dataset = await readDataset(root, { format: 'voc', use: 'train', onNote: () => undefined });
  const plan = await planPhotographs(dataset, { format: row, path, split: 'train' });
  await writeDataset(path, plan.dataset, format, { split: 'train' });
  await placePhotographs(plan.moves, 'copy', {});
  return { path, losses: lossesOf(dataset, row, path) };
}
