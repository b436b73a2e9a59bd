import { dirname, join } from 'node:path';
import { counted } from '../../counted.js';
import { firstNames } from '../../first-names.js';
import type { ReadPartOptions } from '../format.js';
import { headOf } from '../look.js';
import { listFiles, listPhotographs, pathFrom } from '../photographs.js';
import type { Photograph } from './label-files.js';
import { parseLabelLine } from './label-line.js';
import { labelPlaces } from './photograph-list.js';

/** Says which label files have no photograph: it was renamed or lost, or is in a form that cannot be read. */
export async function noteLostLabels(
  photographs: readonly Photograph[],
  root: string,
  { onNote }: ReadPartOptions,
): Promise<void> {
  if (!onNote) return;
  const used = new Set(photographs.flatMap(({ labels }) => labels ?? []));
  const folders = new Set([...used].map((file) => dirname(file)));
  const unused: string[] = [];
  for (const folder of folders) {
    const files = (await listFiles(folder, /\.txt$/i, 0)).map((name) => join(folder, name));
    unused.push(...files.filter((file) => !used.has(file)));
  }
  if (unused.length === 0) return;
  const ofOtherSplits = new Set((await listPhotographs(root)).flatMap(labelPlaces));
  const lost: string[] = [];
  for (const file of unused) {
    if (!ofOtherSplits.has(pathFrom(root, file)) && (await holdsLabels(file))) lost.push(file);
  }
  if (lost.length === 0) return;
  const names = lost.map((file) => pathFrom(root, file));
  const message = `expected a photograph for each label file, but ${counted(lost.length, 'has none and is', 'have none and are')} left out: ${firstNames(names, 3)}.`;
  onNote({ kind: 'missing-file', file: root, message });
}

/** Other texts lie among labels: names of classes, lists of photographs, a readme. */
async function holdsLabels(file: string): Promise<boolean> {
  const [first = ''] = (await headOf(file)).trimStart().split('\n');
  return typeof parseLabelLine(first, {}) !== 'string';
}
