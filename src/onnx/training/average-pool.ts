/** The mean of a whole map, and its gradient. Legend: N x C x H x W = map, B = block. */
import { channelsOf, type FeatureMap } from './feature-map.js';
import type { Step } from './step.js';

/** N x C, a matrix: with one cell, blocks make no difference. */
export function globalAverage(step: Step, x: FeatureMap): FeatureMap {
  const { graph, kernels } = step;
  const channels = channelsOf(x);
  const value = graph.reshape(kernels.globalAverage(x.value), graph.ints(-1, channels));
  const y = { ...x, value, height: 1, width: 1 };
  if (!step.tape.tracks(x)) return y;
  step.tape.record([y], (gradients) => {
    const { block } = kernels;
    const cells = x.height * x.width;
    const share = graph.op('Mul', [gradients.of(y)!, graph.number(1 / cells)]);
    const blocks = graph.reshape(share, graph.ints(-1, channels / block, 1, block));
    const spread = graph.op('Expand', [blocks, graph.ints(1, 1, cells, 1)]); // N x C / B x H * W x B
    gradients.add(x, graph.reshape(spread, graph.ints(-1, channels, x.height, x.width)));
  });
  return y;
}
