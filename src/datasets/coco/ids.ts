import type { ImageRecord } from '../records.js';

const DIGITS = /^\d{1,15}$/;

/**
 * COCO numbers its images. Ids that are all decimal numbers, each once, are kept as such (`000000397133` is
 * 397133, as in COCO itself); otherwise images are numbered from 1 in their order.
 */
export function cocoImageIds(images: readonly Pick<ImageRecord, 'id'>[]): number[] {
  const ids = images.map(({ id }) => (DIGITS.test(id) ? Number(id) : -1));
  const distinct = new Set(ids).size === ids.length && !ids.includes(-1);
  return distinct ? ids : images.map((_, index) => index + 1);
}
