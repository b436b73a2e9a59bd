import { basename, join } from 'node:path';
import type { LongWork } from '../../progress.js';
import { concurrently } from '../concurrently.js';
import { ilsvrcImageNumbers, listImageIds } from '../images.js';
import { shown } from '../numbers.js';
import { badDataset } from '../problem.js';
import type { Dataset } from '../records.js';
import { safeFileName, safeText } from '../safe-names.js';
import { annotationXml, rowsByImage } from '../voc/write.js';
import { writeText } from '../write-file.js';
import { ilsvrcCorners } from './results.js';

export interface WriteIlsvrcOptions extends LongWork {
  readonly split: string;
}

/**
 * Writes a data set in ILSVRC DET's layout: `Annotations/DET/<split>`, `ImageSets/DET/<split>.txt` and the
 * classes as `meta_det.csv`; photographs are not copied. Kept: image names, numbers and sizes, classes with
 * number and wnid, corners to the last bit where subtracting 1 is exact, difficult, truncated, occluded. Not
 * kept: crowd, areas of masks. Classes need wnids.
 * @throws RcnnError `bad-dataset` for a class without wnid
 */
export async function writeIlsvrcDet(
  root: string,
  dataset: Dataset,
  options: WriteIlsvrcOptions,
): Promise<void> {
  const { split } = options;
  const ids = listImageIds(dataset.images).map((id) =>
    safeFileName('the image id', id, root, { folders: true, blanks: false }),
  );
  for (const { name } of dataset.classes) safeText('the class', name, root);
  const numbers = ilsvrcImageNumbers(dataset.images);
  const wnids = dataset.classes.map(({ name, wnid }) =>
    wnid === undefined ? missingWnid(name, root) : safeText('the wnid', wnid, root),
  );
  const rows = rowsByImage(dataset);
  const nameOf = (index: number) => wnids[index]!;
  const corners = (row: number) => ilsvrcCorners(dataset.truth, row);
  await concurrently(ids, { ...options, stage: 'annotations' }, async (id, image) => {
    const { width, height } = dataset.images[image]!;
    const one = { folder: split, filename: basename(id), width, height, rows: rows[image]!, nameOf, corners };
    await writeText(join(root, 'Annotations', 'DET', split, `${id}.xml`), [annotationXml(dataset, one)]);
  });
  const list = ids.map((id, index) => `${id} ${numbers[index]}\n`);
  await writeText(join(root, 'ImageSets', 'DET', `${split}.txt`), list);
  const meta = dataset.classes.map(({ id, name }, index) => `${id},${wnids[index]},${name}\n`);
  await writeText(join(root, 'meta_det.csv'), ['id,wnid,name\n', ...meta]);
}

function missingWnid(name: string, file: string): never {
  const message = `expected each class to have a wnid, but ${shown(name)} has none: give the classes with --meta.`;
  throw badDataset({ kind: 'unknown-class', file, message });
}
