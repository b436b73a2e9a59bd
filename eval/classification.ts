/** ILSVRC CLS: one true label per image, guesses best first. */
import { RcnnError } from '../src/errors.js';
import type { LabelProtocolName } from './protocols.js';

export interface ClassificationInput {
  readonly truth: readonly { readonly image: string; readonly class: string }[];
  /** Classes best first; the contest looks at five. */
  readonly predictions: readonly ClassPrediction[];
}

export interface ClassPrediction {
  readonly image: string;
  readonly classes: readonly string[];
  /** Probability of the first guess, where it is known: for {@link analyseClassification}. */
  readonly score?: number;
}

export interface ClassificationResult {
  readonly protocol: LabelProtocolName;
  /** Accuracies in 0..1: the share of images whose label is the first guess, or one of the first five. */
  readonly metrics: { readonly top1: number; readonly top5: number };
  readonly perClass: readonly {
    readonly class: string;
    readonly images: number;
    readonly top1: number;
    readonly top5: number;
  }[];
  readonly counts: { readonly images: number; readonly classes: number; readonly withoutPrediction: number };
}

/**
 * Top-1 and top-5 accuracy, as the ILSVRC devkit's `eval_flat` counts them (it prints errors, 1 minus these).
 * An image without a prediction is wrong, and counted as such.
 *
 * @throws RcnnError `bad-dataset` for an image predicted twice or not in the truth
 */
export function evaluateClassification({ truth, predictions }: ClassificationInput): ClassificationResult {
  const guesses = new Map<string, readonly string[]>();
  const images = new Set(truth.map(({ image }) => image));
  for (const { image, classes } of predictions) {
    if (!images.has(image) || guesses.has(image)) {
      const what = guesses.has(image) ? 'twice' : 'though it is not in the truth';
      throw new RcnnError(
        'bad-dataset',
        `Expected one prediction per image, but "${image}" is predicted ${what}.`,
      );
    }
    guesses.set(image, classes);
  }
  const tallies = new Map<string, { images: number; top1: number; top5: number }>();
  const total = { images: 0, top1: 0, top5: 0 };
  for (const { image, class: name } of truth) {
    const place = guesses.get(image)?.indexOf(name) ?? -1;
    const tally = tallies.get(name) ?? { images: 0, top1: 0, top5: 0 };
    tallies.set(name, tally);
    for (const sum of [tally, total]) {
      sum.images++;
      if (place === 0) sum.top1++;
      if (place >= 0 && place < 5) sum.top5++;
    }
  }
  const share = (found: number, of: number) => (of === 0 ? 0 : found / of);
  return {
    protocol: 'ilsvrc-cls',
    metrics: { top1: share(total.top1, total.images), top5: share(total.top5, total.images) },
    perClass: [...tallies].map(([name, sum]) => ({
      class: name,
      images: sum.images,
      top1: share(sum.top1, sum.images),
      top5: share(sum.top5, sum.images),
    })),
    counts: { images: truth.length, classes: tallies.size, withoutPrediction: truth.length - guesses.size },
  };
}
