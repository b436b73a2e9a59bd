/**
 * AP of a scene whose images count several times or not at all: T = IoUs, K = classes, I = images.
 *
 * Detections are judged once: matching never looks beyond an image, so a resample only weighs each image's verdicts.
 * What found nothing at any IoU, most of all detections, costs one addition a resample, not one an IoU.
 */
import { inRange } from '../area-ranges.js';
import { averagePrecision } from '../curves.js';
import { bits, Judge, roleOf } from '../judge.js';
import { role } from '../matching/group.js';
import type { CurveRule, Rules } from '../protocols.js';
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
  /** Images of the counted objects, an entry an object. */
  readonly objects: Int32Array;
}

/** Judges a scene under rules once, in their first size band; `mean` is then cheap. */
export class ResampledAp {
  readonly #classes: readonly ClassRows[];
  readonly #thresholds: number;
  readonly #curve: CurveRule;

  constructor(scene: Scene, given: Rules) {
    const rules = { ...given, areaRanges: given.areaRanges.slice(0, 1) };
    const judge = new Judge(scene, rules);
    const objects = countedObjects(scene, rules);
    this.#thresholds = rules.iou.length;
    this.#curve = rules.curve;
    this.#classes = scene.classes.map((_, k) => classRows(scene, k, { judge, rules, objects: objects[k] }));
  }

  /** @param times - I counts. @returns the mean AP of classes with objects, 0..1; 0 when none has */
  mean(times: Int32Array): number {
    return meanAp(this.#classes.map((rows) => this.#classAp(rows, times)));
  }

  /** The mean over the IoUs; NaN without an object. */
  #classAp({ image, found, ignored, objects: images }: ClassRows, times: Int32Array): number {
    let objects = 0;
    for (let i = 0; i < images.length; i++) objects += times[images[i]];
    if (objects === 0) return Number.NaN;
    const curves = Array.from({ length: this.#thresholds }, () => new WeightedCurve());
    let alwaysFalse = 0;
    for (let r = 0; r < image.length; r++) {
      const repeats = times[image[r]];
      if (repeats === 0) continue;
      if ((found[r] | ignored[r]) === 0) alwaysFalse += repeats;
      else
        for (let t = 0; t < curves.length; t++) {
          const bit = 1 << t;
          if (found[r] & bit) curves[t].find(repeats, alwaysFalse);
          else if ((ignored[r] & bit) === 0) curves[t].falsePositives += repeats;
        }
    }
    let sum = 0;
    for (const { precision, falsePositives } of curves)
      sum += averagePrecision({ objects, precision, position: [], falsePositives }, this.#curve);
    return sum / curves.length;
  }
}

class WeightedCurve {
  readonly precision: number[] = [];
  falsePositives = 0;

  find(repeats: number, alwaysFalse: number): void {
    const { precision } = this;
    const wrong = this.falsePositives + alwaysFalse;
    for (let n = 0; n < repeats; n++) precision.push((precision.length + 1) / (precision.length + 1 + wrong));
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
  const kept = ranking.subarray(first, classDetections[k + 1]).filter((position) => {
    const at = position - first;
    return rank[at] < limit && ignored[at] >>> 0 !== everyBit;
  });
  return {
    image: kept.map((position) => detections.image[order[position]]),
    found: Uint32Array.from(kept, (position) => found[position - first]),
    ignored: Uint32Array.from(kept, (position) => ignored[position - first]),
    objects: Int32Array.from(objects),
  };
}
