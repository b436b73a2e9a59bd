/** Means of maps, and their gradients. Legend: N x C x H x W = map, h x w = pooled map, B = block. */
import { pooledSide } from '../../googlenet/shapes.js';
import { channelsOf, type FeatureMap } from './feature-map.js';
import type { Step } from './step.js';

/** The mean over the whole map: N x C. */
export function globalAverage(step: Step, x: FeatureMap): FeatureMap {
  const { graph, kernels } = step;
  const channels = channelsOf(x);
  const value = graph.reshape(kernels.globalAverage(x.value), graph.ints(-1, channels));
  const y = { ...x, value, height: 1, width: 1 };
  if (!step.tape.tracks(x)) return y;
  step.tape.record([y], (gradients) => {
    const { block } = kernels;
    const cells = graph.size(1, 1, x.height * x.width, 1);
    const count = graph.toFloat(graph.size(x.height * x.width));
    const share = graph.op('Div', [gradients.of(y)!, count]);
    const blocks = graph.reshape(share, graph.ints(-1, channels / block, 1, block));
    const spread = graph.op('Expand', [blocks, cells]); // N x C / B x H * W x B
    gradients.add(x, graph.reshape(spread, graph.size(x.batch, channels, x.height, x.width)));
  });
  return y;
}

/** Means over windows: along rows, then along columns, each a product with a small matrix. */
export function averagePool(
  step: Step,
  pool: { readonly kernel: number; readonly stride: number },
  x: FeatureMap,
): FeatureMap {
  const { graph, kernels } = step;
  const window = { ...pool, pad: 0 };
  const [height, width] = [pooledSide(x.height, window), pooledSide(x.width, window)];
  const down = means(step, { ...window, side: x.height }); // h x H
  const across = means(step, { ...window, side: x.width }); // w x W
  const narrow = graph.op('MatMul', [kernels.toPlanes(x), graph.transpose(across, 1, 0)]); // N x C x H x w
  const pooled = graph.op('MatMul', [down, narrow]); // N x C x h x w
  const y = { ...x, value: kernels.fromPlanes(pooled), height, width };
  if (!step.tape.tracks(x)) return y;
  step.tape.record([y], (gradients) => {
    const dy = kernels.toPlanes({ ...y, value: gradients.of(y)! });
    const wide = graph.op('MatMul', [dy, across]); // N x C x h x W
    gradients.add(x, kernels.fromPlanes(graph.op('MatMul', [graph.transpose(down, 1, 0), wide])));
  });
  return y;
}

/** A matrix whose rows take the mean over one window each, clipped to the map: cells x side. */
function means(
  { graph }: Step,
  { kernel, stride, side }: { kernel: number; stride: number; side: number },
): string {
  const cells = pooledSide(side, { kernel, stride, pad: 0 });
  const weights = new Float32Array(cells * side);
  for (let cell = 0; cell < cells; cell++) {
    const from = cell * stride;
    const to = Math.min(from + kernel, side);
    weights.fill(1 / (to - from), cell * side + from, cell * side + to);
  }
  return graph.floats(`means:${kernel}:${stride}:${side}`, [cells, side], weights);
}
