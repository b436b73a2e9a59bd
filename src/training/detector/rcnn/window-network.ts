/** The network that R-CNN fine-tunes: a classifier of windows. K = classes; its outputs are background and the K. */

import { RcnnError } from '../../../errors.js';
import { googlenet } from '../../../googlenet/googlenet.js';
import type { Network } from '../../../googlenet/layer.js';
import type { ModelCard } from '../../../weights/model-card.js';
import { type Model, saveModel } from '../../../weights/model-file.js';
import { trainedFrom } from '../../../weights/trained-from.js';
import type { Weights } from '../../../weights/weights.js';
import { initialWeights } from '../../network/initialise.js';
import { SIDE_MULTIPLE } from '../../onnx/check-example.js';
import { HEADS, startingDetectorWeights } from '../fine-tune/detector-file.js';

/** The last layer. */
const LAST = 'loss3/classifier';
/** In brackets: a class of one's own may be called "background". */
const BACKGROUND = '(background)';

/** A base's network with an output for background before one per class. */
export function windowNetwork(base: ModelCard, classes: number): Network {
  return googlenet({ ...shapeOf(base, classes), auxiliary: false });
}

function shapeOf({ network }: ModelCard, classes: number): ModelCard['network'] {
  return { ...network, classes: 1 + classes };
}

/**
 * What training begins with: the base's network; the last layer is the base's where that is a detector of the same
 * classes in the same order, else random.
 *
 * @param classes their names
 * @throws RcnnError `bad-weights` when the base is a detector with a wrong record
 */
export function windowWeights(base: Model, classes: readonly string[], seed: number): Weights {
  const known = startingDetectorWeights(base, classes);
  const fresh = initialWeights(windowNetwork(base.card, classes.length), seed);
  return new Map(
    [...fresh].map(([name, anew]) => {
      if (!name.startsWith(`${LAST}/`)) return [name, known.get(name)!];
      const own = known.get(name.replace(LAST, HEADS.scores));
      return [name, own ? { shape: anew.shape, data: own.data } : anew];
    }),
  );
}

/**
 * @throws RcnnError `bad-option` for a base whose input leaves R-CNN's context no room, or has sides that training does
 *   not take: its pools of stride 2 halve their maps exactly, five times
 */
export function expectWindowSide({ card, path }: Pick<Model, 'card' | 'path'>): void {
  const { inputSize } = card.preprocessing;
  if (inputSize % SIDE_MULTIPLE === 0 && inputSize > SIDE_MULTIPLE) return;
  throw new RcnnError(
    'bad-option',
    `Expected --base to be a network for images with sides of a multiple of ${SIDE_MULTIPLE} pixels, from ${2 * SIDE_MULTIPLE} on, but ${path} is for ${inputSize}.`,
  );
}

export interface WindowModelOptions {
  readonly base: Model;
  readonly classes: readonly string[];
  readonly name: string;
  /** What makes the file again, and from what. */
  readonly command: string;
  readonly data: string;
}

/**
 * Writes a trainer's weights as a classifier of windows, float16, as detectors are.
 *
 * @throws RcnnError `bad-weights`, `disk-full`, `bad-file`
 */
export async function saveWindowModel(
  path: string,
  weights: Weights,
  options: WindowModelOptions & { readonly metrics: Readonly<Record<string, number>> },
): Promise<void> {
  const { base, classes, name, command, data, metrics } = options;
  const { preprocessing } = base.card;
  const card = {
    ...{ format: 1 as const, name, task: 'classifier' as const, preprocessing },
    network: shapeOf(base.card, classes.length),
    classes: [BACKGROUND, ...classes].map((name) => ({ name })),
    ...trainedFrom(base.card, data),
    ...{ training: { command, data }, metrics },
  };
  await saveModel(path, card, weights, { dtype: 'float16' });
}
