/**
 * What a base's own heads say of a region is worth more to new classes than any of its features: an elephant is a little of a
 * cow and a horse, and what makes a tight box is the same for all. Linear themselves, the answers fold back into the heads
 * that learn from them. F = features, A = answers: a score per class of the base, background included, and the mean of its box
 * deltas over the classes.
 */

import type { RegionMode } from '../../../detection/modes/modes.js';
import { detectorRecord, headsFor } from '../../../detection/record.js';
import type { Head } from '../../googlenet/region-network.js';
import { joinFloats } from '../../join-floats.js';
import type { Model } from '../../weights/model-file.js';
import type { Heads, Linear } from './heads.js';

/** What a base answers of raw features: A x F, and A. Undefined where it is no detector with heads for the mode. */
export function baseAnswers(base: Model, mode: RegionMode): Linear | undefined {
  if (base.card.task !== 'detector') return undefined;
  if (!detectorRecord(base)[mode]) return undefined;
  const { scores, deltas } = headsOf(base, mode);
  return joined(scores, meanDeltas(deltas));
}

/** The heads of a detector's file, on raw features. */
export function headsOf(model: Model, mode: RegionMode): Heads {
  const { card, weights } = model;
  const { scores, deltas } = headsFor(mode, card.classes.length, detectorRecord(model));
  const linear = ({ name }: Head): Linear => ({
    weight: weights.get(`${name}/weight`)!.data,
    bias: weights.get(`${name}/bias`)!.data,
  });
  return { scores: linear(scores), deltas: linear(deltas) };
}

/** 4K x F to 4 x F. */
function meanDeltas({ weight, bias }: Linear): Linear {
  const width = weight.length / bias.length;
  const classes = bias.length / 4;
  const mean = { weight: new Float32Array(4 * width), bias: new Float32Array(4) };
  for (let row = 0; row < bias.length; row++) {
    const t = row % 4;
    mean.bias[t]! += bias[row]! / classes;
    for (let f = 0; f < width; f++) mean.weight[t * width + f]! += weight[row * width + f]! / classes;
  }
  return mean;
}

function joined(first: Linear, second: Linear): Linear {
  return {
    weight: joinFloats([first.weight, second.weight]),
    bias: joinFloats([first.bias, second.bias]),
  };
}

/** Heads on features and answers as heads on the features alone: K x (F + A) to K x F. */
export function foldAnswers(heads: Linear, answers: Linear): Linear {
  const [classes, count] = [heads.bias.length, answers.bias.length];
  const width = answers.weight.length / count;
  const folded = { weight: new Float32Array(classes * width), bias: Float32Array.from(heads.bias) };
  for (let k = 0; k < classes; k++) {
    const own = heads.weight.subarray(k * (width + count), (k + 1) * (width + count));
    const into = folded.weight.subarray(k * width, (k + 1) * width);
    into.set(own.subarray(0, width));
    for (let a = 0; a < count; a++) {
      const share = own[width + a]!;
      folded.bias[k]! += share * answers.bias[a]!;
      for (let f = 0; f < width; f++) into[f]! += share * answers.weight[a * width + f]!;
    }
  }
  return folded;
}
