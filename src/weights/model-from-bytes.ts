import { cardFrom } from './model-card.js';
import type { Model } from './model-file.js';
import { expectHash, hashedText } from './model-hash.js';
import { hashedParts, splitFile, tensorDataOf } from './tensor-data.js';

/** SHA-256 of some bytes in hex. */
type Digest = (parts: Iterable<string | Uint8Array>) => Promise<string>;

/**
 * A model of a file in memory, as `loadModel` reads it from a disk.
 *
 * @param path names the file in errors
 * @param digest verifies tensors and card; undefined where the platform has none, and nothing is verified
 * @throws RcnnError `bad-weights`
 */
export async function modelFromBytes(
  path: string,
  file: Uint8Array,
  digest: Digest | undefined,
): Promise<Model> {
  const { header, data } = splitFile(path, file);
  const { weights, metadata, storedType } = tensorDataOf(header, data);
  const { card, stored } = cardFrom(path, metadata);
  if (digest) {
    const parts = hashedParts(header.entries, ({ begin, end }) => data.subarray(begin, end));
    const tensors = await digest(parts);
    expectHash(path, card, [await digest([hashedText(stored, tensors)]), tensors]);
  }
  return { card, weights, path, storedType, bytes: file.length };
}
