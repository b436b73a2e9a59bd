/** How much a number would vary with other images of the same kind: resampling whole images. */
import type { Steps } from '../../src/steps.js';
import type { Rules } from '../protocols.js';
import type { Scene } from '../scene.js';
import { ResampledAp } from './resampled-ap.js';

export interface Interval {
  readonly mean: number;
  /** Percentiles of the resampled values, with a share of `level` between them. */
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly resamples: number;
  readonly seed: number;
}

export interface BootstrapOptions {
  readonly resamples?: number;
  readonly seed?: number;
  readonly level?: number;
}

/** Of the difference of two detectors on the same images, second minus first. */
export interface DifferenceInterval extends Interval {
  /** The measured difference. */
  readonly difference: number;
  /**
   * Share of the resamplings in which the difference does not have the sign of the measured one, 0..1: how easily the
   * choice of the images alone reverses it. 1 where nothing differs.
   */
  readonly turned: number;
}

/** Percentile bootstrap (Efron 1979) of the mean AP over the rules' IoUs, in their first size band. */
export function* bootstrap(scene: Scene, rules: Rules, options: BootstrapOptions = {}): Steps<Interval> {
  const judged = new ResampledAp(scene, rules);
  const values = yield* resampled(scene.images.length, options, (times) => judged.mean(times));
  return intervalOf(values, options);
}

/**
 * The paired bootstrap of a difference: both detectors are evaluated on the same resampled images, so what makes
 * these hard or easy for both cancels out.
 *
 * @param scenes the first and the second detector's, of the same images and truth
 */
export function* bootstrapDifference(
  scenes: readonly [Scene, Scene],
  rules: Rules,
  options: BootstrapOptions = {},
): Steps<DifferenceInterval> {
  const [first, second] = scenes.map((scene) => new ResampledAp(scene, rules));
  const between = (times: Int32Array) => second.mean(times) - first.mean(times);
  const images = scenes[0].images.length;
  const difference = between(new Int32Array(images).fill(1));
  const values = yield* resampled(images, options, between);
  const turned = values.filter((value) => !(value * difference > 0)).length / values.length;
  return { ...intervalOf(values, options), difference, turned };
}

const DEFAULTS = { resamples: 1000, seed: 1, level: 0.95 };

/** The value of each resampling (as many images as there are, drawn with replacement), ascending. */
function* resampled(
  images: number,
  { resamples = DEFAULTS.resamples, seed = DEFAULTS.seed }: BootstrapOptions,
  value: (times: Int32Array) => number,
): Steps<number[]> {
  const random = xorshift(seed);
  const times = new Int32Array(images);
  const values: number[] = [];
  while (values.length < resamples) {
    times.fill(0);
    for (let i = 0; i < images; i++) times[random() % images]++;
    values.push(value(times));
    yield { stage: 'resampling', done: values.length, total: resamples };
  }
  return values.sort((a, b) => a - b);
}

/** @param values ascending */
function intervalOf(
  values: readonly number[],
  { resamples = DEFAULTS.resamples, seed = DEFAULTS.seed, level = DEFAULTS.level }: BootstrapOptions,
): Interval {
  const at = (share: number) =>
    values[Math.min(resamples - 1, Math.max(0, Math.round(share * (resamples - 1))))];
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / resamples,
    low: at((1 - level) / 2),
    high: at((1 + level) / 2),
    level,
    resamples,
    seed,
  };
}

/** Marsaglia's 32-bit xorshift: whole numbers from 1 to 2^32 - 1. */
function xorshift(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>>= 0);
  };
}
