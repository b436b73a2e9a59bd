import { googlenet } from '../../src/googlenet/googlenet.js';
import { parametersOf } from '../../src/googlenet/parameters.js';
import { regionNetwork, trunkNetwork } from '../../src/googlenet/region-network.js';
import type { ModelCard } from '../../src/weights/model-card.js';
import { type Model, saveModel } from '../../src/weights/model-file.js';
import type { WeightArray } from '../../src/weights/weights.js';
import { NMS_IOU } from '../nms.js';
import { type DetectorRecord, headsFor } from '../record.js';
import { type CollectOptions, collectExamples, SCALE } from './collect-examples.js';
import { trainHeads } from './train-heads.js';

export interface TrainDetectorOptions extends CollectOptions {
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
 */
export async function trainDetector(options: TrainDetectorOptions): Promise<ModelCard> {
  const { dataset, base, onProgress } = options;
  const classes = dataset.classes.length;
  const sets = await collectExamples(options);
  const heads = trainHeads(sets, {
    classes,
    width: 1024,
    seed: options.seed,
    onStep: (item) => onProgress?.({ stage: 'heads', done: 0, item }),
  });
  const { scores, deltas } = headsFor('shared', classes);
  const weights = new Map<string, WeightArray>(sharedWeights(base));
  for (const [head, { weight, bias }] of [
    [scores, heads.scores],
    [deltas, heads.deltas],
  ] as const) {
    weights.set(`${head.name}/weight`, { data: weight, shape: [head.outFeatures, 1024] });
    weights.set(`${head.name}/bias`, { data: bias, shape: [head.outFeatures] });
  }
  return saveModel(options.out, cardOf(options), weights, { dtype: 'float16' });
}

/** The base network up to its average pool. */
function sharedWeights({ card, weights }: Model): [string, WeightArray][] {
  const network = googlenet({ ...card.network, auxiliary: false });
  return [trunkNetwork(network), regionNetwork(network, { heads: [] })]
    .flatMap(parametersOf)
    .map(({ name }) => [name, weights.get(name)!]);
}

function cardOf({ base, dataset, name, command, data }: TrainDetectorOptions) {
  const head: DetectorRecord = { shared: { ...SCALE }, nmsIou: NMS_IOU };
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
