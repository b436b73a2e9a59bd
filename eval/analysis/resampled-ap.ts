/**
 * AP of a scene whose images count several times or not at all. Legend: T = IoUs, K = classes, I = images.
 *
 * Detections are matched once: matching stays within an image, so a resample only weights each image's outcomes. A
 * detection that found nothing at any IoU, as most do, costs one addition per resample instead of one per IoU.
 */
import { inRange } from '../area-ranges.js';
import { averagePrecision, type CurveRule } from '../average-precision.js';
import { bits, Judge, roleOf } from '../judge.js';
import { role } from '../matching/group.js';
import type { Rules } from '../protocols.js';
import type { Scene } from '../scene.js';
import { meanAp } from './ranked.js';

/** The ranked detections of one class that count at some IoU, best score first. */
interface ClassRows {
  /** Index of the image. */
  readonly image: Int32Array;
  /** Bit t: found a counted object at IoU t. */
  readonly found: Uint32Array;
  /** Bit t: counts neither way at IoU t. */
  readonly ignored: Uint32Array;
  /** Images of the counted objects, one entry per object. */
  readonly objects: Int32Array;
}

/** Judges a scene under rules once, in their first size band; `mean` is then cheap. */
export class ResampledAp {
  readonly #classes: readonly ClassRows[];
  readonly #thresholds: number;
  readonly #curve: CurveRule;
  readonly #curves: WeightedCurves;

  constructor(scene: Scene, given: Rules) {
    const rules = { ...given, areaRanges: given.areaRanges.slice(0, 1) };
    const judge = new Judge(scene, rules);
    const objects = countedObjects(scene, rules);
    this.#thresholds = rules.iou.length;
    this.#curve = rules.curve;
    this.#curves = new WeightedCurves(rules.iou.length);
    this.#classes = scene.classes.map((_, k) => classRows(scene, k, { judge, rules, objects: objects[k] }));
  }

  /** @param times I counts. @returns the mean AP of classes with objects, 0..1; 0 when none has */
  mean(times: Int32Array): number {
    return meanAp(this.#classes.map((rows) => this.#classAp(rows, times)));
  }

  /** The mean over the IoUs; NaN without an object. */
  #classAp(rows: ClassRows, times: Int32Array): number {
    let objects = 0;
    for (let i = 0; i < rows.objects.length; i++) objects += times[rows.objects[i]];
    if (objects === 0) return Number.NaN;
    this.#curves.weigh(rows, times, objects);
    let sum = 0;
    for (let t = 0; t < this.#thresholds; t++)
      sum += averagePrecision({ objects, precision: this.#curves.precision(t) }, this.#curve);
    return sum / this.#thresholds;
  }
}

/** The curves of one class after the other, in buffers that are reused: a thousand resamples make no garbage. */
class WeightedCurves {
  readonly #found: Int32Array;
  readonly #wrong: Int32Array;
  #precision: Float64Array[];

  constructor(thresholds: number) {
    this.#found = new Int32Array(thresholds);
    this.#wrong = new Int32Array(thresholds);
    this.#precision = Array.from({ length: thresholds }, () => new Float64Array(0));
  }

  /** At each true positive, repeated as often as it counts. */
  precision(t: number): Float64Array {
    return this.#precision[t].subarray(0, this.#found[t]);
  }

  /** @param objects how many count; no more can be found */
  weigh({ image, found, ignored }: ClassRows, times: Int32Array, objects: number): void {
    const thresholds = this.#found.length;
    if (this.#precision[0].length < objects)
      this.#precision = this.#precision.map(() => new Float64Array(2 * objects));
    this.#found.fill(0);
    this.#wrong.fill(0);
    let alwaysFalse = 0;
    for (let r = 0; r < image.length; r++) {
      const repeats = times[image[r]];
      if (repeats === 0) continue;
      if ((found[r] | ignored[r]) === 0) {
        alwaysFalse += repeats;
        continue;
      }
      for (let t = 0; t < thresholds; t++) {
        const bit = 1 << t;
        if (found[r] & bit) this.#find(t, repeats, alwaysFalse);
        else if ((ignored[r] & bit) === 0) this.#wrong[t] += repeats;
      }
    }
  }

  #find(t: number, repeats: number, alwaysFalse: number): void {
    const precision = this.#precision[t];
    const wrong = this.#wrong[t] + alwaysFalse;
    let n = this.#found[t];
    const end = n + repeats;
    for (; n < end; n++) precision[n] = (n + 1) / (n + 1 + wrong);
    this.#found[t] = end;
  }
}

/** Per class, the image of each counted object. */
function countedObjects({ classes, truth, truthOrder }: Scene, rules: Rules): number[][] {
  const images: number[][] = classes.map(() => []);
  for (const row of truthOrder) {
    const inside = inRange(rules.areaRanges[0], truth.area[row]);
    if (roleOf(truth.flags[row], rules, inside) === role.counted)
      images[truth.class[row]].push(truth.image[row]);
  }
  return images;
}

function classRows(
  { classDetections, ranking, order, detections }: Scene,
  k: number,
  { judge, rules, objects }: { readonly judge: Judge; readonly rules: Rules; readonly objects: number[] },
): ClassRows {
  const { bands, rank } = judge.judge(k);
  const [{ found, ignored }] = bands;
  const first = classDetections[k];
  const limit = rules.maxDetections[rules.maxDetections.length - 1];
  const everyBit = bits(rules.iou.length);
  const counts = (position: number) => {
    const at = position - first;
    return rank[at] < limit && ignored[at] >>> 0 !== everyBit;
  };
  const ranked = ranking.subarray(first, classDetections[k + 1]).filter(counts);
  // Precision is not measured after the last object that is found.
  const kept = ranked.subarray(0, ranked.findLastIndex((position) => found[position - first] !== 0) + 1);
  return {
    image: kept.map((position) => detections.image[order[position]]),
    found: Uint32Array.from(kept, (position) => found[position - first]),
    ignored: Uint32Array.from(kept, (position) => ignored[position - first]),
    objects: Int32Array.from(objects),
  };
}
