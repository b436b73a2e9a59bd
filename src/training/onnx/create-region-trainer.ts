import { availableParallelism } from 'node:os';
import { loadRuntime } from '../../engines/onnx/runtime.js';
import type { RegionStepOptions } from '../../onnx/training/region-step.js';
import { blockSize } from './block-size.js';
import { withHeads } from './initial-heads.js';
import { OnnxRegionTrainer } from './onnx-region-trainer.js';
import type { RegionTrainer, RegionTrainerOptions } from './region-trainer.js';

/**
 * Creates the region network's trainer on ONNX Runtime.
 *
 * @param form `plain` uses ONNX's standard kernels; default `fastest`, the blocked ones where there are any
 * @throws RcnnError `bad-weights` when an array is missing or has another shape, `bad-option` for a network that
 *   cannot be trained, `engine-unavailable` without ONNX Runtime
 */
export async function createRegionTrainer(
  options: RegionTrainerOptions,
  { form = 'fastest' }: { form?: 'fastest' | 'plain' } = {},
): Promise<RegionTrainer> {
  const { network, classes, heads, cells, hardest, trainFrom = 'inception_3a', dropout = 0.3 } = options;
  const block = form === 'plain' ? 1 : await blockSize(await loadRuntime());
  const step: RegionStepOptions = { network, classes, heads, cells, trainFrom, dropout, hardest, block };
  return new OnnxRegionTrainer(step, {
    weights: withHeads(options),
    seed: options.seed,
    momentum: options.momentum ?? 0.9,
    weightDecay: options.weightDecay ?? 5e-4,
    clip: options.clip ?? 20,
    averageDecay: options.averageDecay ?? 0.999,
    workers: options.workers ?? Math.min(2, availableParallelism()),
  });
}
