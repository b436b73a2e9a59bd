import { NMS_IOU } from '../../../detection/defaults.js';
import type { NewDetectorRecord } from '../../../detection/record.js';
import { selectImages } from '../../datasets/edit.js';
import type { Dataset } from '../../datasets/records.js';
import { draw, streamFor } from '../../random/draw.js';
import { hashOfContents, photographHashes } from '../../runs/photograph-hashes.js';
import type { ModelCard, NewModelCard } from '../../weights/model-card.js';
import { saveModel } from '../../weights/model-file.js';
import { trainedFrom } from '../../weights/trained-from.js';
import type { WeightArray } from '../../weights/weights.js';
import { expectObjects } from '../expect-objects.js';
import { firstProposals, sharedView, viewOf } from './base-view.js';
import { checkTraining } from './check-options.js';
import { type HeldOut, judgeHeldOut, metricsOf } from './held-out.js';
import type { CurvePoint } from './learning-curve.js';
import { headWeights, networkWeights, type TrainModeOptions, trainMode } from './train-mode.js';

export interface TrainDetectorOptions extends Omit<TrainModeOptions, 'hashes'> {
  /** Use at most this many images, drawn by the seed. */
  readonly images: number;
  /** Images whose crops train the heads of the paper's way, which costs ten times as much; 0 leaves it out. */
  readonly cropImages: number;
  readonly out: string;
  readonly name: string;
  /** What makes the file again, for its card. */
  readonly command: string;
  /** What it was trained on, for its card. */
  readonly data: string;
}

export interface TrainedDetector {
  readonly card: ModelCard;
  /** The part of the data set that was learnt from. */
  readonly dataset: Dataset;
  /** Every photograph as heads see it that have not learnt from it. */
  readonly heldOut: HeldOut;
  /** Ascending; the last point is all. Only the last where there are many photographs. */
  readonly curve: readonly CurvePoint[];
}

/**
 * R-CNN training with a frozen network: features of each photograph's regions, then linear heads on them. Photographs
 * without objects are examples against every class. Writes one float16 file with the network's own weights, the heads,
 * a threshold per class, and what cross-fitting (see cross-fit.ts) says of them.
 *
 * @throws RcnnError `bad-option` at once for a missing or wrong option, `bad-dataset` for one without objects,
 *   `file-not-found` that names all photographs that are missing
 */
export async function trainDetector(options: TrainDetectorOptions): Promise<TrainedDetector> {
  checkTraining(options);
  expectObjects(options.dataset);
  const { seed, images, cropImages, signal } = options;
  const order = drawPhotographs(options.dataset, { images, seed });
  const hashes = await photographHashes(options.dataset, order, signal ? { signal } : {});
  const dataset = selectImages(options.dataset, order);
  const given = { ...options, dataset, hashes };
  const shared = await trainMode('shared', given);
  const crops = cropImages > 0 ? await trainMode('crops', firstOf(given, cropImages)) : undefined;
  const heldOut = judgeHeldOut(dataset, shared.detections);
  const weights = new Map<string, WeightArray>([
    ...networkWeights(options.base),
    ...headWeights('shared', shared.heads, dataset),
    ...(crops ? headWeights('crops', crops.heads, dataset) : []),
  ]);
  const card = await saveModel(options.out, cardOf(given, heldOut), weights, { dtype: 'float16' });
  return { card, dataset, heldOut, curve: shared.curve };
}

/** The photographs that are learnt from, at most `images`. */
export function drawPhotographs(
  { images }: Dataset,
  { images: most, seed }: Pick<TrainDetectorOptions, 'images' | 'seed'>,
): number[] {
  return draw([...images.keys()], most, streamFor(seed, -1));
}

type Given = TrainDetectorOptions & TrainModeOptions;

function firstOf(given: Given, count: number): Given {
  const rows = [...given.dataset.images.keys()].slice(0, count);
  return { ...given, dataset: selectImages(given.dataset, rows), hashes: given.hashes.slice(0, count) };
}

function cardOf(
  { base, dataset, hashes, name, command, data, cropImages }: Given,
  heldOut: HeldOut,
): NewModelCard {
  const { length: photographs } = dataset.images;
  const first = firstProposals({ mode: 'shared', photographs });
  // They learn from as many: with more, detection would meet regions of a kind that they have not seen.
  const firstCrops = firstProposals({ mode: 'crops', photographs: Math.min(cropImages, photographs) });
  const head: NewDetectorRecord = {
    shared: { ...sharedView(base), first },
    ...(cropImages > 0 ? { crops: { ...viewOf(base, 'crops'), first: firstCrops } } : {}),
    nmsIou: NMS_IOU,
    thresholds: Object.fromEntries(heldOut.classes.map((one) => [one.name, one.threshold])),
  };
  const { network, preprocessing } = base.card;
  return {
    format: 1,
    name,
    task: 'detector',
    network,
    preprocessing,
    classes: dataset.classes.map((known) => ({ name: known.name })),
    head,
    ...trainedFrom(base.card, data),
    training: { command, data },
    ...(heldOut.mAP && { ...metricsOf(heldOut), measuredOn: hashOfContents(hashes) }),
  };
}
