/** A fine-tuned network as a detector's file, and back. K = classes. */

import { NMS_IOU } from '../../../../detection/defaults.js';
import { detectorRecord, headsFor } from '../../../../detection/record.js';
import { googlenet } from '../../../googlenet/googlenet.js';
import type { Network } from '../../../googlenet/layer.js';
import { parametersOf } from '../../../googlenet/parameters.js';
import { cropNetwork } from '../../../googlenet/region-network.js';
import type { ModelCard } from '../../../weights/model-card.js';
import { type Model, saveModel } from '../../../weights/model-file.js';
import { trainedFrom } from '../../../weights/trained-from.js';
import type { WeightArray, Weights } from '../../../weights/weights.js';
import { sharedView } from '../base-view.js';
import { DELTA_UNITS } from './region-example.js';
import type { FineTuneSettings } from './settings.js';

/** Names of the two heads, in a trainer as in a file. */
export const HEADS = { scores: 'shared/class_scores', boxes: 'shared/box_deltas' } as const;

/** The network of a base, without what training a region network does not use. */
export function baseNetwork({ network }: ModelCard): Network {
  return googlenet({ ...network, auxiliary: false });
}

/** Of a region's map, per side. */
export function cellsOf(base: Model, { cells }: Pick<FineTuneSettings, 'cells'>): number {
  return cells ?? sharedView(base).cells;
}

/**
 * What training begins with: the base's network, and its heads where it is a detector of the same classes in the same
 * order. Other scores begin at random; other boxes as the mean of the base's over its classes, since where an object ends is
 * much the same for all of them.
 *
 * @throws RcnnError `bad-weights` when the base is a detector with a wrong record
 */
export function startingDetectorWeights(base: Model, classes: readonly string[]): Weights {
  const specs = parametersOf(cropNetwork(baseNetwork(base.card), { heads: [] }));
  const names = new Set(specs.map(({ name }) => name));
  const kept = hasHeadsFor(base, classes);
  const weights = new Map([...base.weights].filter(([name]) => names.has(name) || (kept && isHead(name))));
  if (kept && detectorRecord(base).shared?.scores === 'logistic') addBackground(weights);
  if (!kept) for (const [name, boxes] of meanBoxes(base, classes.length)) weights.set(name, boxes);
  return withDeltas(weights, (delta, unit) => delta / unit);
}

/**
 * Scores of classes each for itself as a softmax with background, whose score is 0: of a region that one class alone
 * claims, exp(s) / (1 + exp(s)) is the logistic of s as before.
 */
function addBackground(weights: Map<string, WeightArray>): void {
  for (const part of ['weight', 'bias']) {
    const name = `${HEADS.scores}/${part}`;
    const { shape, data } = weights.get(name)!;
    const [classes, ...rest] = shape as [number, ...number[]];
    const row = data.length / classes;
    const joined = new Float32Array(data.length + row);
    joined.set(data, row);
    weights.set(name, { shape: [classes + 1, ...rest], data: joined });
  }
}

/** Nothing where the base is no detector with shared features. */
function meanBoxes(base: Model, classes: number): [string, WeightArray][] {
  return ['weight', 'bias'].flatMap((part): [string, WeightArray][] => {
    const name = `${HEADS.boxes}/${part}`;
    const array = base.weights.get(name);
    return array
      ? [[name, { shape: [4 * classes, ...array.shape.slice(1)], data: tiledMean(array, classes) }]]
      : [];
  });
}

/** The mean of each of the four deltas over all classes, once for each of `classes`. */
function tiledMean({ shape, data }: WeightArray, classes: number): Float32Array {
  const [rows] = shape as [number, ...number[]];
  const size = (4 * data.length) / rows; // of one class
  const mean = new Float32Array(size);
  for (let i = 0; i < data.length; i++) mean[i % size]! += (4 * data[i]!) / rows;
  const tiled = new Float32Array(classes * size);
  for (let k = 0; k < classes; k++) tiled.set(mean, k * size);
  return tiled;
}

function isHead(name: string): boolean {
  return Object.values(HEADS).some((head) => name.startsWith(`${head}/`));
}

function hasHeadsFor(base: Model, classes: readonly string[]): boolean {
  if (base.card.task !== 'detector' || !detectorRecord(base).shared) return false;
  return base.card.classes.map(({ name }) => name).join('\n') === classes.join('\n');
}

export interface DetectorFileOptions {
  readonly base: Model;
  readonly classes: readonly string[];
  readonly settings: Pick<FineTuneSettings, 'detectAt' | 'longSide' | 'context' | 'cells'>;
  readonly name: string;
  /** What makes the file again, and from what. */
  readonly command: string;
  readonly data: string;
}

/**
 * Writes a trainer's weights as a detector, float16, with deltas in the units of regions as every detector has them.
 *
 * @throws RcnnError `bad-weights`, `disk-full`, `bad-file`
 */
export function saveDetector(
  path: string,
  weights: Weights,
  options: DetectorFileOptions & { readonly metrics: Readonly<Record<string, number>> },
): Promise<ModelCard> {
  const { base, classes, settings, name, command, data, metrics } = options;
  const { network, preprocessing } = base.card;
  const record = {
    shared: {
      shortSide: settings.detectAt,
      longSide: settings.longSide,
      scores: 'softmax' as const,
      context: settings.context,
      cells: cellsOf(base, settings),
      secondLook: true,
    },
    nmsIou: NMS_IOU,
  };
  const heads = Object.values(headsFor('shared', classes.length, record));
  const specs = parametersOf(cropNetwork(baseNetwork(base.card), { heads }));
  const ordered = new Map(specs.map(({ name }) => [name, weights.get(name)!]));
  const stored = withDeltas(ordered, (delta, unit) => delta * unit);
  const card = {
    ...{ format: 1 as const, name, task: 'detector' as const, network, preprocessing },
    ...{ classes: classes.map((name) => ({ name })), head: record },
    ...trainedFrom(base.card, data),
    ...{ training: { command, data }, metrics },
  };
  return saveModel(path, card, stored, { dtype: 'float16' });
}

/** Changes the rows of the box head, in which dx, dy, dw, dh of a class follow each other. */
function withDeltas(weights: Weights, change: (delta: number, unit: number) => number): Weights {
  const changed = new Map(weights);
  for (const part of ['weight', 'bias']) {
    const array = weights.get(`${HEADS.boxes}/${part}`);
    if (array) changed.set(`${HEADS.boxes}/${part}`, inUnits(array, change));
  }
  return changed;
}

function inUnits({ shape, data }: WeightArray, change: (delta: number, unit: number) => number): WeightArray {
  const width = data.length / shape[0]!;
  const unitOf = (i: number) => DELTA_UNITS[Math.floor(i / width) % DELTA_UNITS.length]!;
  return { shape, data: data.map((value, i) => change(value, unitOf(i))) };
}
