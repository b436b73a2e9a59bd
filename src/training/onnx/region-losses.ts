/** The losses of a photograph's regions, from its graph's outputs. Legend: R = regions, K = classes. */
import type { RegionExample } from './region-trainer.js';

export interface RegionLosses {
  /** Sums over the used regions. */
  readonly classLoss: number;
  readonly boxLoss: number;
  readonly foreground: { readonly count: number; readonly correct: number };
  readonly background: { readonly count: number; readonly correct: number };
  /** R: both losses of each region, 0 where it was not learnt from. */
  readonly each: Float32Array;
}

/** What a training graph says, of each region or of those that it kept. */
interface Outputs {
  /** Rows x (K + 1). */
  readonly logProbabilities: Float32Array;
  /** Rows x 4K. */
  readonly boxes: Float32Array;
  /** The region of each row; undefined: all in their order. */
  readonly kept?: Float32Array | undefined;
}

export function regionLosses(
  { labels, targets }: Pick<RegionExample, 'labels' | 'targets'>,
  { logProbabilities, boxes, kept = Float32Array.from(labels.keys()) }: Outputs,
): RegionLosses {
  const columns = logProbabilities.length / kept.length; // K + 1
  const sums = { classLoss: 0, boxLoss: 0 };
  const foreground = { count: 0, correct: 0 };
  const background = { count: 0, correct: 0 };
  const each = new Float32Array(labels.length);
  for (const [at, region] of kept.entries()) {
    const label = labels[region]!;
    if (label < 0) continue;
    const row = logProbabilities.subarray(at * columns, (at + 1) * columns);
    const group = label === 0 ? background : foreground;
    group.count++;
    if (row.every((value) => value <= row[label]!)) group.correct++;
    const classLoss = -row[label]!;
    const first = 4 * (at * (columns - 1) + label - 1);
    const boxLoss =
      label === 0
        ? 0
        : smoothL1(boxes.subarray(first, first + 4), targets.subarray(4 * region, 4 * region + 4));
    sums.classLoss += classLoss;
    sums.boxLoss += boxLoss;
    each[region] = classLoss + boxLoss;
  }
  return { ...sums, foreground, background, each };
}

/** [Fast R-CNN, equation 3], summed. */
function smoothL1(values: Float32Array, targets: Float32Array): number {
  return values.reduce((sum, value, i) => {
    const distance = Math.abs(value - targets[i]!);
    return sum + (distance < 1 ? 0.5 * distance ** 2 : distance - 0.5);
  }, 0);
}
