import type { Steps } from '../../src/steps.js';
import { toColumns } from '../inputs.js';
import { protocolNamed } from '../protocols.js';
import type { EvaluationOptions } from '../results.js';
import { withOptions } from '../rule-options.js';
import { buildScene } from '../scene.js';
import { bootstrap, type Interval } from './bootstrap.js';

/**
 * The interval of a contest's own number, mAP or COCO's AP, alone; `analysisSteps` has it beside all else.
 *
 * @throws RcnnError as `evaluateDetections`
 */
export function* intervalSteps(options: EvaluationOptions): Steps<Interval> {
  const rules = withOptions(protocolNamed(options.protocol), options);
  const scene = buildScene(toColumns(options), { ...options, ties: rules.ties });
  return yield* bootstrap(scene, rules);
}
