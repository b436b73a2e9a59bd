import { join } from 'node:path';
import { googlenet } from '../../src/googlenet/googlenet.js';
import { saveModel } from '../../src/weights/model-file.js';
import { randomWeights } from './reference-network.js';

const network = { classes: 1000 } as const;

/** GoogLeNet of the paper's size with 1,000 classes, named by their numbers, without auxiliary heads. */
export const fullGoogLeNet = googlenet({ ...network, auxiliary: false });

/** The weights of {@link writeRandomGoogLeNet}'s file. */
export const fullRandomWeights = () => randomWeights(fullGoogLeNet, 1);

/** Writes a classifier of that size with random weights, for benchmarks. @returns its path */
export async function writeRandomGoogLeNet(folder: string): Promise<string> {
  const path = join(folder, 'random.safetensors');
  const classes = Array.from({ length: network.classes }, (_, k) => ({ name: String(k) }));
  await saveModel(
    path,
    {
      ...{ format: 1, name: 'random', task: 'classifier', network, classes },
      preprocessing: { channelOrder: 'bgr', mean: [104, 117, 123], inputSize: 224 },
      licence: 'none',
      origin: { text: 'Random weights, for benchmarks.' },
    },
    fullRandomWeights(),
    { dtype: 'float32' },
  );
  return path;
}
