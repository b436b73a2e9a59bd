/** `evaluate --ladder`: the run of each rung, then the numbers of all. */
import { loadLadder } from '../../../detection/load-core.js';
import { ensembleCore } from '../../classification/load-core.js';
import type { EngineName } from '../../engines/index.js';
import { classifyLadder } from '../../runs/classify-ladder.js';
import { detectorOf } from '../../runs/computation.js';
import { computeRuns } from '../../runs/compute-run.js';
import { detectLadder } from '../../runs/detect-ladder.js';
import { planClassifierLadder } from '../../runs/plan-classifier.js';
import { planDetectorLadder } from '../../runs/plan-detector.js';
import { cardOf } from '../../weights/ensemble.js';
import { detectorPlan } from '../options/detector-plan.js';
import type { ModelRunOptions, TruthOptions } from '../options/evaluation-options.js';
import { modelsOf } from '../options/model-option.js';
import { withProgress } from '../output/with-progress.js';
import { endAllEarly } from './end.js';
import { readResults, readTruth } from './input.js';
import { readGuesses, readLabels } from './labels.js';
import { printAccuracyLadder, printDetectionLadder } from './ladder.js';
import type { NumbersOptions } from './numbers.js';

interface LadderOptions extends TruthOptions, ModelRunOptions {
  readonly model: string;
}

/** @returns the exit code */
export async function climbDetection(
  options: LadderOptions & NumbersOptions,
  signal: AbortSignal,
): Promise<number> {
  const { dataset, states } = await withProgress(signal, async (work) => {
    const dataset = await readTruth(options, work);
    const rungs = await planDetectorLadder(dataset, detectorPlan(options));
    const { request } = rungs[0]!;
    const states = await computeRuns(rungs, { choices: options, work }, async (own, results) => {
      using ladder = await loadLadder(await detectorOf(request, request.files, options));
      await detectLadder(ladder, own, results, work);
    });
    return { dataset, states };
  });
  const read = (path: string) => readResults(path, dataset, options, { signal });
  const early = await endAllEarly(states, read, options);
  if (early !== undefined) return early;
  const rungs = [];
  for (const { path } of states) rungs.push({ ...(await read(path)), path });
  return printDetectionLadder(dataset, rungs, { ...options, signal });
}

/** @returns the exit code */
export async function climbAccuracy(
  options: LadderOptions & Pick<NumbersOptions, 'partial' | 'errors' | 'report'>,
  signal: AbortSignal,
): Promise<number> {
  const { set, rungs, states } = await withProgress(signal, async (work) => {
    const set = await readLabels(options, work);
    const { rungs, ensemble } = await planClassifierLadder(set, {
      ...options,
      models: modelsOf(options.model),
    });
    const engine = rungs[0]!.request.options['engine'] as EngineName;
    const states = await computeRuns(rungs, { choices: options, work }, async (own, results) => {
      const core = await ensembleCore(ensemble, { engine, threads: options.threads });
      try {
        const all = rungs.map(({ models, crops }, i) => ({ models, crops, results: results[i]! }));
        const climbing = { core, classes: cardOf(ensemble).classes, average: options.average };
        await classifyLadder(climbing, own, all, work);
      } finally {
        core.close();
      }
    });
    return { set, rungs, states };
  });
  const read = (path: string) => readGuesses(path, set, { signal });
  const early = await endAllEarly(states, read, options);
  if (early !== undefined) return early;
  const all = [];
  for (const [i, { models, crops }] of rungs.entries()) {
    const { path } = states[i]!;
    all.push({ models, crops, path, guesses: await read(path) });
  }
  return printAccuracyLadder(set, all, { ...options, seenBy: { ...options, signal } });
}
