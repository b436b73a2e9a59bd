import type { RunSet } from '../../runs/run-images.js';
import { imageFiles } from '../options/inputs.js';

/** Photographs without truth, by the names that were given, which lines of the results begin with. */
export async function plainImages(photos: readonly string[]): Promise<RunSet> {
  const files = await imageFiles(photos);
  return { images: files.map((file) => ({ id: file, file })), classes: [], root: '.' };
}
