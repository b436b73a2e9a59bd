import { join } from 'node:path';
import type { Dataset, ImageRecord } from './records.js';

/**
 * Where an image's photograph is. Records without a file are named after it: a list of photographs has their paths as
 * ids.
 *
 * @returns the path from the working folder, where the data set names no root of its own
 */
export function photographPath(
  { root = '' }: Pick<Dataset, 'root'>,
  { file, id }: Pick<ImageRecord, 'file' | 'id'>,
): string {
  return join(root, file ?? id);
}
