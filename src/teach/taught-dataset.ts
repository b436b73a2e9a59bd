/** The labels of a taught folder as a data set, without photographs that are gone. */
import { existsSync } from 'node:fs';
import { selectImages, withClasses } from '../datasets/edit.js';
import { readDataset } from '../datasets/formats.js';
import { photographPath } from '../datasets/photograph-path.js';
import type { Dataset } from '../datasets/records.js';

/**
 * Labels stay when a photograph is removed or renamed: somebody may put it back. Until then they are passed over.
 * @throws RcnnError `bad-dataset` for labels that cannot be read
 */
export async function readTaught(root: string, signal?: AbortSignal): Promise<Dataset> {
  const dataset = await readDataset(root, {
    ...({ format: 'voc', use: 'train', ...(signal && { signal }) } as const),
    onNote: () => undefined,
  });
  const there = [...dataset.images.keys()].filter((i) =>
    existsSync(photographPath({ root }, dataset.images[i]!)),
  );
  return there.length === dataset.images.length ? dataset : ofImages(dataset, there);
}

/** Classes whose objects were all in other photographs go with them. */
function ofImages(dataset: Dataset, indices: readonly number[]): Dataset {
  const selected = selectImages(dataset, indices);
  const used = [...new Set(selected.truth.class)].sort((a, b) => a - b);
  return withClasses(
    selected,
    used.map((k) => dataset.classes[k]!),
    (k) => used.indexOf(k),
  );
}
