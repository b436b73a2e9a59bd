import { badDataset } from './problem.js';
import type { ImageRecord } from './records.js';

/**
 * For numbers that are shares of an image's sides.
 *
 * @param form whose numbers they are, for the message: `YOLO`
 * @throws RcnnError `bad-dataset` for an image whose record does not say how large it is
 */
export function expectSize(
  { id, width, height }: Pick<ImageRecord, 'id' | 'width' | 'height'>,
  form: string,
): void {
  if (width > 0 && height > 0) return;
  const message = `expected the size of ${id}, since ${form}'s numbers are fractions of its sides, but it is not known.`;
  throw badDataset({ kind: 'malformed', file: id, message });
}
