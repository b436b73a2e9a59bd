import { join } from 'node:path';
import { inFloat } from '../../src/weights/in-float.js';
import { type Model, saveModel } from '../../src/weights/model-file.js';

/** Writes a model without what makes engines run it in 8 bits. @returns the file */
export async function writeInFloat(model: Model, folder: string): Promise<string> {
  const path = join(folder, 'float.safetensors');
  const { card, weights } = inFloat(model);
  await saveModel(path, card, weights, { dtype: 'float16' });
  return path;
}
