/** Which class is taken for which: K = classes. */
import type { Scene } from '../scene.js';
import { rowIou } from './errors.js';

export interface Confusion {
  /** Detections below this score are not looked at. */
  readonly threshold: number;
  /** Instead of it, for the classes that have one of their own, by name. */
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly iou: number;
  /**
   * (K + 1) x (K + 1) counts, `matrix[true][detected]`; the last row is "nothing there", the last column
   * "not found".
   */
  readonly matrix: readonly (readonly number[])[];
}

/**
 * Pairs detections, best score first, with the free object of highest IoU of any class. Ignored objects are
 * left out, and detections that meet one alone.
 */
export function confusionMatrix(
  scene: Scene,
  counted: Uint8Array,
  options: Omit<Confusion, 'matrix'>,
): Confusion {
  const { iou } = options;
  const { detections, truth, classes, images, order } = scene;
  const background = classes.length;
  const matrix = Array.from({ length: background + 1 }, () => new Array<number>(background + 1).fill(0));
  const objects: number[][] = images.map(() => []);
  for (const row of scene.truthOrder) objects[truth.image[row]].push(row);
  const taken = new Uint8Array(truth.length);
  const least = classes.map(({ name }) => leastScore(options, name));
  const rows = order.filter((row) => detections.score[row] >= least[detections.class[row]]);
  rows.sort((a, b) => detections.score[b] - detections.score[a] || a - b);
  for (const row of rows) {
    let best = -1;
    let highest = iou;
    for (const object of objects[detections.image[row]]) {
      if (taken[object]) continue;
      const value = rowIou(scene, row, object);
      if (value < highest || (value === highest && best >= 0)) continue;
      highest = value;
      best = object;
    }
    if (best < 0) matrix[background][detections.class[row]]++;
    else if (counted[best]) {
      taken[best] = 1;
      matrix[truth.class[best]][detections.class[row]]++;
    }
  }
  for (const row of scene.truthOrder) if (counted[row] && !taken[row]) matrix[truth.class[row]][background]++;
  return { ...options, matrix };
}

/** Below it detections of the class are not looked at. */
export function leastScore(
  { threshold, thresholds = {} }: Pick<Confusion, 'threshold' | 'thresholds'>,
  name: string,
): number {
  return Object.hasOwn(thresholds, name) ? thresholds[name] : threshold;
}
