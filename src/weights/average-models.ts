/**
 * One model from several: the mean of their weights. It costs no time, where an ensemble costs that of every member. It works
 * for models that began as one, such as a model and what it became by training further (Izmailov et al., "Averaging Weights
 * Leads to Wider Optima and Better Generalization", arXiv 1803.05407); of models that were trained apart, nothing useful is left.
 */
import { isDeepStrictEqual } from 'node:util';
import { RcnnError } from '../errors.js';
import { expectAlike, licenceOf } from './ensemble.js';
import { inFloat } from './in-float.js';
import type { ModelCard, NewModelCard } from './model-card.js';
import type { Model } from './model-file.js';
import type { WeightArray, Weights } from './weights.js';

export interface AveragedModel {
  /** The first model's, but for licence and origin, and without what was measured on it or made it. */
  readonly card: NewModelCard;
  /** In float; ranges for 8 bits are left out, since other values would need other ranges. */
  readonly weights: Weights;
}

/**
 * @param models at least two, all classifiers or all detectors
 * @throws RcnnError `bad-weights` when they name other classes, or differ in their network, their input or their head
 */
export function averageModels(models: readonly Model[]): AveragedModel {
  const [first, ...rest] = models.map(inFloat) as [Model, ...Model[]];
  expectAlike({ members: models, weights: models.map(() => 1), average: 'mean' }, first.card.task);
  for (const other of rest) expectSameKind(first, other);
  const weights = [...first.weights].map(([name, { shape }]): [string, WeightArray] => {
    return [name, { shape, data: meanOf([first, ...rest].map((model) => model.weights.get(name)!.data)) }];
  });
  const { sha256: _, metrics: __, measuredOn: ___, training: ____, head, ...common } = first.card;
  const names = models.map(({ card }) => card.name).join(', ');
  const origin = { text: `The mean of the weights of ${models.length} models: ${names}.` };
  const licence = licenceOf(models.map(({ card }) => card));
  const card = { ...common, licence, origin, ...(head && { head: ofAllMembers(head) }) };
  return { card, weights: new Map(weights) };
}

function expectSameKind(first: Model, other: Model): void {
  const parts: [string, unknown, unknown][] = [
    ['network', first.card.network, other.card.network],
    ['input', first.card.preprocessing, other.card.preprocessing],
    ['head', ofAllMembers(first.card.head), ofAllMembers(other.card.head)],
    ['arrays', shapesOf(first), shapesOf(other)],
  ];
  const differing = parts.find(([, a, b]) => !isDeepStrictEqual(a, b));
  if (differing === undefined) return;
  throw new RcnnError(
    'bad-weights',
    `Expected models that differ in their weights only, but ${first.path} and ${other.path} differ in their ${differing[0]}. \`googlenet-rcnn weights ensemble\` averages the answers of such models.`,
  );
}

/** Without what belongs to one member's weights: its thresholds, and MultiBox, whose heads read one trunk's maps alone. */
function ofAllMembers<Head extends ModelCard['head']>(head: Head): Head {
  return head && ({ ...head, thresholds: undefined, proposals: undefined } as Head);
}

function shapesOf({ weights }: Model): Record<string, readonly number[]> {
  return Object.fromEntries([...weights].map(([name, { shape }]) => [name, shape]));
}

function meanOf(arrays: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(arrays[0]!.length);
  for (let i = 0; i < mean.length; i++) {
    let sum = 0;
    for (const array of arrays) sum += array[i]!;
    mean[i] = sum / arrays.length;
  }
  return mean;
}
