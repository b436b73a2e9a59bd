import { readImageSize } from '../platform/node/decode.js';
import type { LongWork } from '../progress.js';
import { concurrently } from './concurrently.js';
import { photographPath } from './photograph-path.js';
import type { Dataset } from './records.js';

/**
 * The data set with the sizes of all its images: those that its records lack, as COCO's may, are read from the headers of
 * the photographs.
 *
 * @throws RcnnError `file-not-found` or `bad-image` for such a photograph
 */
export async function withSizes(dataset: Dataset, work: LongWork): Promise<Dataset> {
  const { root = '' } = dataset;
  const known = dataset.images.every(({ width, height }) => width > 0 && height > 0);
  if (known) return dataset;
  const images = await concurrently(dataset.images, { ...work, stage: 'sizes' }, async (image) => {
    if (image.width > 0 && image.height > 0) return image;
    return { ...image, ...(await readImageSize(photographPath({ root }, image))) };
  });
  return { ...dataset, images };
}
