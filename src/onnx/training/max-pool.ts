/** Max pooling of 3 x 3 cells and its gradient. Legend: N x C x H x W = input, B = block, D = N * C / B. */
import { RcnnError } from '../../errors.js';
import type { MaxPool } from '../../googlenet/layer.js';
import { channelsOf, type FeatureMap } from './feature-map.js';
import type { Step } from './step.js';
import { type Axis, largerOfTwo, largerOfTwoGradient, type Side } from './two-taps.js';

/** @throws RcnnError `bad-option` for windows that GoogLeNet does not have, and for maps with values below 0 */
export function maxPool(step: Step, layer: MaxPool, x: FeatureMap): FeatureMap {
  if (!x.nonNegative) {
    throw new RcnnError(
      'bad-option',
      `Expected the input of ${layer.name} to come from a ReLU, so that it can be trained.`,
    );
  }
  const { kernel, stride, pad } = layer;
  if (kernel === 3 && stride === 1 && pad === 1) return samePool(step, x);
  if (kernel === 3 && stride === 2 && pad === 0) return halvingPool(step, layer, x);
  throw new RcnnError(
    'bad-option',
    `Expected the window of ${layer.name} to be 3x3/1 with padding 1 or 3x3/2 without, the two that can be trained, but got ${kernel}x${kernel}/${stride} with padding ${pad}.`,
  );
}

const samePoolStages: readonly (readonly [Axis, Side])[] = [
  ['columns', 'after'],
  ['columns', 'before'],
  ['rows', 'after'],
  ['rows', 'before'],
];

/** Stride 1: four maxima of two, with the right, left, lower and upper neighbour. */
function samePool(step: Step, x: FeatureMap): FeatureMap {
  const stages: FeatureMap[] = [x];
  for (const [axis, side] of samePoolStages) stages.push(largerOfTwo(step, stages.at(-1)!, axis, side));
  const y = stages.at(-1)!; // N x C x H x W
  if (!step.tape.tracks(x)) return y;
  step.tape.record([y], (gradients) => {
    let gradient = gradients.of(y)!;
    for (const [i, [axis, side]] of [...samePoolStages.entries()].reverse()) {
      gradient = largerOfTwoGradient(step, { x: stages[i]!, dy: gradient, axis, side });
    }
    gradients.add(x, gradient);
  });
  return y;
}

/**
 * Stride 2, the last window clipped (the sides are even): of each pair of rows (2i, 2i + 1) and the row 2i + 2, then
 * of columns likewise.
 */
function halvingPool(step: Step, layer: MaxPool, x: FeatureMap): FeatureMap {
  const { height, width } = x;
  if (height % 2 !== 0 || width % 2 !== 0) {
    throw new RcnnError(
      'bad-option',
      `Expected a map of even sides into ${layer.name}, but got ${width} x ${height}: train on images whose sides are multiples of 32.`,
    );
  }
  const value = step.kernels.maxPool(x.value, { kernel: [3, 3], stride: 2, pads: [0, 0, 1, 1] });
  const y = { ...x, value, height: height / 2, width: width / 2 }; // N x C x H / 2 x W / 2
  if (!step.tape.tracks(x)) return y;
  step.tape.record([y], (gradients) => {
    const rows = halve(step, x, 'rows');
    const columns = halve(step, rows.y, 'columns');
    const dRows = halveGradient(step, columns, gradients.of(y)!); // N x C x H / 2 x W
    gradients.add(x, halveGradient(step, rows, dRows));
  });
  return y;
}

/** The pool along one axis: y = max(g, odd), g = max(even, the next even), each half as long as x there. */
interface Halved {
  readonly axis: Axis;
  readonly x: FeatureMap;
  readonly even: FeatureMap;
  readonly odd: FeatureMap;
  readonly g: FeatureMap;
  readonly y: FeatureMap;
}

function halve(step: Step, x: FeatureMap, axis: Axis): Halved {
  const { graph } = step;
  const [height, width] = halvedSides(x, axis);
  const pairs = graph.reshape(x.value, pairShape(step, x, axis, 2));
  const shape = graph.size(x.batch, channelsOf(x), height, width);
  const take = (first: number): FeatureMap => {
    const slice = graph.op('Slice', [pairs, graph.ints(first), graph.ints(first + 1), graph.ints(1)]);
    return { ...x, value: graph.reshape(slice, shape), height, width };
  };
  const [even, odd] = [take(0), take(1)];
  const g = largerOfTwo(step, even, axis, 'after');
  return { axis, x, even, odd, g, y: { ...g, value: graph.op('Max', [g.value, odd.value]) } };
}

function halveGradient(step: Step, { axis, x, even, odd, g }: Halved, dy: string): string {
  const { graph } = step;
  const dOdd = graph.op('Mul', [dy, graph.above(odd.value, g.value)]);
  const dG = graph.op('Sub', [dy, dOdd]);
  const dEven = largerOfTwoGradient(step, { x: even, dy: dG, axis, side: 'after' });
  const single = pairShape(step, x, axis, 1);
  const joined = graph.concat(
    [dEven, dOdd].map((part) => graph.reshape(part, single)),
    1,
  );
  return graph.reshape(joined, graph.size(x.batch, channelsOf(x), x.height, x.width));
}

/** D * H / 2 x members x W * B for rows, D * H * W / 2 x members x B for columns. */
function pairShape({ graph, kernels: { block } }: Step, x: FeatureMap, axis: Axis, members: number): string {
  const depth = (x.batch * channelsOf(x)) / block;
  if (axis === 'rows') return graph.size((depth * x.height) / 2, members, x.width * block);
  return graph.size((depth * x.height * x.width) / 2, members, block);
}

function halvedSides({ height, width }: FeatureMap, axis: Axis): [number, number] {
  return axis === 'rows' ? [height / 2, width] : [height, width / 2];
}
