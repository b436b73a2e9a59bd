import { join } from 'node:path';
import { googlenet } from '../../src/googlenet/googlenet.js';
import { initialWeights } from '../../src/training/network/initialise.js';
import { saveModel } from '../../src/weights/model-file.js';

/**
 * Writes a classifier: GoogLeNet a sixteenth as wide with random weights, a few milliseconds an image. What it
 * says means nothing.
 *
 * @param classes their wnids, which are their names too
 * @returns the path of the file
 */
export async function writeTinyClassifier(
  folder: string,
  classes: readonly string[],
  { name = 'tiny-classifier', seed = 1 }: { readonly name?: string; readonly seed?: number } = {},
): Promise<string> {
  const network = { classes: classes.length, width: 1 / 16 } as const;
  const path = join(folder, `${name}.safetensors`);
  await saveModel(
    path,
    {
      format: 1,
      name,
      task: 'classifier',
      network,
      preprocessing: { channelOrder: 'bgr', mean: [104, 117, 123], inputSize: 64 },
      classes: classes.map((wnid) => ({ name: wnid, wnid })),
      licence: 'Apache-2.0',
      origin: { text: 'Random weights, for tests.' },
    },
    initialWeights(googlenet({ ...network, auxiliary: false }), seed),
    { dtype: 'float32' },
  );
  return path;
}
