/** Copies that Roboflow makes of one photograph, known by their names: `x_jpg.rf.<hash>.jpg`. */
import { posix } from 'node:path';
import { separatedBySlashes } from '../image-paths.js';
import type { ImageRecord } from '../records.js';

type Named = Pick<ImageRecord, 'id' | 'file'>;

const HASH = /\.rf\.[^./]+(?=\.\w+$)/;

/** The name that all copies of a photograph share, in whatever folder; undefined for a photograph that is not one of them. */
export function copiedName({ id, file = id }: Named): string | undefined {
  const name = posix.basename(separatedBySlashes(file));
  return HASH.test(name) ? name.replace(HASH, '') : undefined;
}

/** Those of `images` that are copies of a photograph that `others` have a copy of, too. */
export function copiesAmong<T extends Named>(images: readonly T[], others: readonly Named[]): T[] {
  const names = new Set(others.map(copiedName));
  names.delete(undefined);
  return images.filter((image) => names.has(copiedName(image)));
}
