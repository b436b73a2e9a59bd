import { type Dataset, SET_ASIDE } from '../datasets/records.js';
import { RcnnError } from '../errors.js';

/**
 * Refuses what no detector can learn from, before hours of features.
 *
 * @throws RcnnError `bad-dataset` for no images, or none with an object that is neither difficult nor a crowd
 */
export function expectObjects({ images, classes, truth }: Dataset): void {
  if (images.length === 0) throw new RcnnError('bad-dataset', 'Expected images to train on, but got none.');
  if (truth.flags.some((flags) => !(flags & SET_ASIDE))) return;
  const what = truth.length === 0 ? 'no objects' : `only difficult objects or crowds (${truth.length})`;
  const wanted = classes.length === 0 ? '' : ` of ${classes.map(({ name }) => name).join(', ')}`;
  throw new RcnnError(
    'bad-dataset',
    `Expected objects${wanted} to learn from, but the ${images.length} images have ${what}.`,
  );
}
