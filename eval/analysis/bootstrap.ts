/** How far mAP would move with other images of the same kind: resampling whole images. */
import { averagePrecision } from '../curves.js';
import type { Rules } from '../protocols.js';
import type { Scene } from '../scene.js';
import { type Assignments, verdict } from './assignments.js';
import { meanAp } from './ranked.js';

export interface Interval {
  readonly mean: number;
  /** Percentiles of the resampled mAPs that hold `level` between them. */
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

/**
 * Percentile bootstrap (Efron) of mAP at the first IoU. Detections are judged once: matching never looks
 * beyond an image, so a resample only counts each image's verdicts as often as it was drawn.
 */
export function bootstrap(
  scene: Scene,
  rules: Rules,
  judged: Assignments,
  { resamples = 1000, seed = 1, level = 0.95 }: BootstrapOptions = {},
): Interval {
  const random = xorshift(seed);
  const times = new Int32Array(scene.images.length);
  const values = Array.from({ length: resamples }, () => {
    times.fill(0);
    for (let i = 0; i < times.length; i++) times[random() % times.length]++;
    return resampledMap(scene, rules, judged, times);
  }).sort((a, b) => a - b);
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

/** mAP when image i counts `times[i]` times; its detections stand one after another. */
function resampledMap(
  scene: Scene,
  { curve }: Rules,
  { verdicts, counted }: Assignments,
  times: Int32Array,
): number {
  const { classes, classDetections, ranking, order, detections, truth } = scene;
  const objects = new Float64Array(classes.length);
  for (let row = 0; row < truth.length; row++)
    if (counted[row]) objects[truth.class[row]] += times[truth.image[row]];
  return meanAp(
    classes.map((_, k) => {
      const precision: number[] = [];
      let falsePositives = 0;
      for (let r = classDetections[k]; r < classDetections[k + 1]; r++) {
        const row = order[ranking[r]];
        const repeats = times[detections.image[row]];
        if (verdicts[row] === verdict.falsePositive) falsePositives += repeats;
        if (verdicts[row] !== verdict.truePositive) continue;
        for (let n = 0; n < repeats; n++)
          precision.push((precision.length + 1) / (precision.length + 1 + falsePositives));
      }
      return averagePrecision(
        {
          objects: objects[k],
          precision,
          position: [],
          falsePositives,
        },
        curve,
      );
    }),
  );
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
