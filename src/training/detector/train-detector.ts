import { NMS_IOU } from '../../../detection/nms.js';
import { headsFor, type NewDetectorRecord } from '../../../detection/record.js';
import type { RegionMode } from '../../../detection/regions/region-reader.js';
import { googlenet } from '../../googlenet/googlenet.js';
import { parametersOf } from '../../googlenet/parameters.js';
import { regionNetwork, trunkNetwork } from '../../googlenet/region-network.js';
import type { ModelCard } from '../../weights/model-card.js';
import { type Model, saveModel } from '../../weights/model-file.js';
import type { WeightArray } from '../../weights/weights.js';
import { expectObjects } from '../expect-objects.js';
import { checkTraining } from './check-options.js';
import { CONTEXT, type CollectOptions, collectExamples, SCALE } from './collect-examples.js';
import { trainHeads } from './train-heads.js';

export interface TrainDetectorOptions extends Omit<CollectOptions, 'mode'> {
  /** Images whose crops train the heads of the paper's way, which costs ten times as much; 0 leaves it out. */
  readonly cropImages: number;
  readonly out: string;
  readonly name: string;
  /** What makes the file again, for its card. */
  readonly command: string;
  /** What it was trained on, for its card. */
  readonly data: string;
}

/**
 * R-CNN training with a frozen network: features of sampled regions, then linear heads on them. Writes one
 * float16 file with the network's own weights and the heads.
 *
 * @returns the card of the written model
 * @throws RcnnError `bad-option` at once for a missing or wrong option, `bad-dataset` for one without objects
 */
export async function trainDetector(options: TrainDetectorOptions): Promise<ModelCard> {
  checkTraining(options);
  expectObjects(options.dataset);
  const weights = new Map<string, WeightArray>(sharedWeights(options.base));
  for (const [name, array] of await headWeights('shared', options)) weights.set(name, array);
  if (options.cropImages > 0) {
    const images = Math.min(options.images, options.cropImages);
    for (const [name, array] of await headWeights('crops', { ...options, images })) weights.set(name, array);
  }
  return saveModel(options.out, cardOf(options), weights, { dtype: 'float16' });
}

/** Trains the heads of one way to see regions. */
async function headWeights(
  mode: RegionMode,
  options: TrainDetectorOptions,
): Promise<[string, WeightArray][]> {
  const { dataset, seed, signal, onProgress } = options;
  const classes = dataset.classes.length;
  const sets = await collectExamples({ ...options, mode });
  const onStep = (item: string) => onProgress?.({ stage: 'heads', done: 0, item: `${mode}: ${item}` });
  // The channels of inception 5b: 1024 unless the network is wider.
  const width = sets[0].features.length / sets[0].length;
  const heads = await trainHeads(sets, { classes, width, seed, onStep, signal });
  const { scores, deltas } = headsFor(mode, classes, { nmsIou: NMS_IOU });
  return (
    [
      [scores, heads.scores],
      [deltas, heads.deltas],
    ] as const
  ).flatMap(([{ name, outFeatures }, { weight, bias }]): [string, WeightArray][] => [
    [`${name}/weight`, { data: weight, shape: [outFeatures, width] }],
    [`${name}/bias`, { data: bias, shape: [outFeatures] }],
  ]);
}

/** The base network up to its average pool. */
function sharedWeights({ card, weights }: Model): [string, WeightArray][] {
  const network = googlenet({ ...card.network, auxiliary: false });
  return [trunkNetwork(network), regionNetwork(network, { heads: [] })]
    .flatMap(parametersOf)
    .map(({ name }) => [name, weights.get(name)!]);
}

function cardOf({ base, dataset, name, command, data, cropImages }: TrainDetectorOptions) {
  const head: NewDetectorRecord = {
    shared: { ...SCALE },
    ...(cropImages > 0 ? { crops: { context: CONTEXT } } : {}),
    nmsIou: NMS_IOU,
  };
  const { network, preprocessing, licence, origin } = base.card;
  return {
    format: 1 as const,
    name,
    task: 'detector' as const,
    network,
    preprocessing,
    classes: dataset.classes.map((known) => ({ name: known.name })),
    head,
    licence,
    origin,
    base: base.card.name,
    training: { command, data },
  };
}
