import { join } from 'node:path';
import type { Method } from '../../proposals/methods.js';
import { googlenet } from '../../src/googlenet/googlenet.js';
import { parametersOf } from '../../src/googlenet/parameters.js';
import { keyedStream, normal } from '../../src/random/keyed-stream.js';
import { initialWeights } from '../../src/training/network/initialise.js';
import { saveModel } from '../../src/weights/model-file.js';
import type { WeightArray } from '../../src/weights/weights.js';

const NETWORK = { classes: 1000, width: 1 / 16 } as const;
const CLASSES = ['cat', 'dog'];

/**
 * Writes a detector of two classes with heads for both ways to see a region: GoogLeNet a sixteenth as wide,
 * random weights, maps of small images, so that an image takes some 50 ms. What it finds means nothing.
 *
 * @returns the path of the file
 */
export async function writeTinyDetector(
  folder: string,
  seed = 1,
  {
    name = 'tiny',
    classes = CLASSES,
    secondLook = false,
    refines = true,
    proposals,
  }: {
    readonly name?: string;
    readonly classes?: readonly string[];
    readonly secondLook?: boolean;
    /** False: boxes stay where they were proposed. */
    readonly refines?: boolean;
    /** Where its card says that it looks. */
    readonly proposals?: Method;
  } = {},
): Promise<string> {
  const path = join(folder, `${name}.safetensors`);
  await saveModel(
    path,
    {
      format: 1,
      name,
      task: 'detector',
      network: NETWORK,
      preprocessing: { channelOrder: 'bgr', mean: [104, 117, 123], inputSize: 64 },
      classes: classes.map((name) => ({ name })),
      head: {
        ...{ shared: { shortSide: 64, longSide: 128, secondLook }, crops: { context: 4 }, nmsIou: 0.3 },
        ...(proposals && { proposals }),
      },
      licence: 'Apache-2.0',
      origin: { text: 'Random weights, for tests.' },
    },
    randomWeights(seed, { classes: classes.length, refines }),
    { dtype: 'float32' },
  );
  return path;
}

function randomWeights(
  seed: number,
  { classes, refines }: { readonly classes: number; readonly refines: boolean },
): Map<string, WeightArray> {
  const network = googlenet(NETWORK);
  const weights = new Map<string, WeightArray>(
    [...initialWeights(network, seed)].filter(([name]) => !name.startsWith('loss3/')),
  );
  const { shape } = parametersOf(network).find(({ name }) => name === 'loss3/classifier/weight')!;
  const width = shape[1]!;
  const random = keyedStream(seed, 1);
  for (const mode of ['shared', 'crops']) {
    for (const [head, rows, spread] of [
      ['class_scores', classes, 4],
      ['box_deltas', 4 * classes, refines ? 0.05 : 0],
    ] as const) {
      const data = Float32Array.from({ length: rows * width }, () => spread * normal(random));
      weights.set(`${mode}/${head}/weight`, { shape: [rows, width], data });
      weights.set(`${mode}/${head}/bias`, { shape: [rows], data: new Float32Array(rows) });
    }
  }
  return weights;
}
