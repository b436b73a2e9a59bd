/**
 * The maximum of two neighbours and its gradient: every max pool here is built of these. y[i] = max(x[i], x[i + 1])
 * or max(x[i - 1], x[i]); its gradient goes to the larger, by three operators as fast as convolutions
 * (indices and ScatterElements take five times as long). Of two equal ones exactly one gets it.
 */
import { channelsOf, type FeatureMap } from './feature-map.js';
import type { Step } from './step.js';

export type Axis = 'rows' | 'columns';
/** Which neighbour the window holds besides the cell itself. */
export type Side = 'before' | 'after';

/** Differences of values become 0 or 1 when scaled by this and clipped: exact, as it only moves the exponent. */
const BIG = 2 ** 60;

/** One border cell on one side: top, left, bottom, right. */
function padsOf(axis: Axis, side: Side): [number, number, number, number] {
  const [before, after] = side === 'before' ? [1, 0] : [0, 1];
  return axis === 'rows' ? [before, 0, after, 0] : [0, before, 0, after];
}

const kernelOf = (axis: Axis): [number, number] => (axis === 'rows' ? [2, 1] : [1, 2]);
const opposite = (side: Side): Side => (side === 'before' ? 'after' : 'before');

/** Keeps the size: at the border the cell stands alone. */
export function largerOfTwo({ kernels }: Step, x: FeatureMap, axis: Axis, side: Side): FeatureMap {
  const value = kernels.maxPool(x.value, { kernel: kernelOf(axis), stride: 1, pads: padsOf(axis, side) });
  return { ...x, value };
}

/** Gradient of `largerOfTwo` with respect to x, which must hold no value below 0. */
export function largerOfTwoGradient(
  step: Step,
  { x, dy, axis, side }: { x: FeatureMap; dy: string; axis: Axis; side: Side },
): string {
  // 1 where the neighbour is larger. Beyond the border is 0, which never is.
  const comparison: [number, number] = side === 'before' ? [BIG, -BIG] : [-BIG, BIG];
  const neighbourWins = depthwise(step, x, { value: x.value, taps: comparison, axis, side, unit: true });
  const moved = step.graph.op('Mul', [dy, neighbourWins]);
  // dy, minus what goes to the neighbour, plus what comes from the cell whose neighbour this one is.
  const exchange: [number, number] = side === 'before' ? [-1, 1] : [1, -1];
  return depthwise(step, x, { value: moved, taps: exchange, axis, side: opposite(side), add: dy });
}

/** Every channel's own 2-tap convolution. */
function depthwise(
  { graph, kernels }: Step,
  map: FeatureMap,
  options: {
    value: string;
    taps: readonly [number, number];
    axis: Axis;
    side: Side;
    add?: string;
    unit?: boolean;
  },
): string {
  const { value, taps, axis, side, add, unit } = options;
  const channels = channelsOf(map);
  const kernel = kernelOf(axis);
  return kernels.convolve(value, {
    weight: graph.floats(
      `taps:${taps.join()}:${kernel.join()}:${channels}`,
      [channels, 1, ...kernel],
      tapsOf(taps, channels, kernels.block),
    ),
    kernel,
    stride: 1,
    pads: padsOf(axis, side),
    group: channels,
    add,
    activation: unit ? 'unit' : undefined,
  });
}

/** C / B x 1 x 2 x B. */
function tapsOf(taps: readonly [number, number], channels: number, block: number): Float32Array {
  return Float32Array.from({ length: 2 * channels }, (_, i) => taps[Math.floor(i / block) % 2]!);
}
