import {
  type DetectionProtocolName,
  isOfLabels,
  type LabelProtocolName,
} from '../../../../eval/protocols.js';
import { readAhead } from '../../../datasets/formats.js';
import { RcnnError } from '../../../errors.js';
import { expectMultiBoxUsed, expectNoProposals, methodOf } from '../../../runs/detector-proposals.js';
import type { Command } from '../../command.js';
import { endEarly } from '../../evaluation/end.js';
import { readResults, readTruth } from '../../evaluation/input.js';
import { printNumbers } from '../../evaluation/numbers.js';
import { detectorPlan } from '../../options/detector-plan.js';
import {
  allContests,
  type DetectionsOption,
  detectionsOption,
  type ModelRunOptions,
  modelRunOptions,
  type RuleChoices,
  ruleOptions,
  type TruthOptions,
  truthOptions,
} from '../../options/evaluation-options.js';
import { modelsOf } from '../../options/model-option.js';
import { checkReport, type ReportChoices, reportOptions } from '../../options/report-options.js';
import { withProgress } from '../../output/with-progress.js';

interface Options extends TruthOptions, RuleChoices, DetectionsOption, ModelRunOptions, ReportChoices {
  readonly protocol: DetectionProtocolName | LabelProtocolName;
  readonly curves: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    reportOptions(modelRunOptions(ruleOptions(detectionsOption(truthOptions(yargs)))))
      .option('protocol', {
        ...allContests,
        demandOption: true,
        describe: 'whose rules (voc2012: as voc2010)',
      })
      .option('curves', {
        type: 'boolean',
        default: false,
        describe: 'with --json: add precision-recall curves',
      })
      .example(
        '$0 evaluate --protocol voc2010 --truth VOC2012 --model voc',
        'detects over the val list; stopped, it resumes when called again',
      )
      .example(
        '$0 evaluate --protocol voc2010 --truth VOC2012 --detections results',
        "anyone's comp3_det_val_*.txt",
      )
      .example('$0 evaluate --protocol coco --truth instances.json --detections results.json --json', 'COCO')
      .example(
        '$0 evaluate --protocol voc2010 --truth VOC2012 --detections mine --others yours --report report.html',
        'curves, errors, pictures, and both compared: one file for any browser',
      )
      .example(
        '$0 evaluate --protocol ilsvrc-cls --truth imagenette2-160 --model bvlc',
        'top-1 and top-5 over a folder for each wnid',
      )
      .example(
        '$0 evaluate --protocol ilsvrc-cls --truth imagenette2-160 --model a,b,c --ladder --crops 144',
        "the paper's Table 3: one to three models, 1, 10 and 144 crops",
      ),
  files: {
    reads: ['truth', 'detections', 'model', 'multibox', 'images', 'meta', 'blacklist', 'others', 'proposals'],
    writes: ['report', 'run'],
  },
  run: async (options, { signal }) => {
    const { protocol } = options;
    if (options.model === undefined && options.detections === undefined) {
      throw new RcnnError(
        'bad-option',
        'Expected --detections PATH or --model NAME; evaluate --help shows examples.',
      );
    }
    if (options.ladder && options.model === undefined) {
      throw new RcnnError('bad-option', 'Expected --model beside --ladder, which computes results.');
    }
    if (options.ladder && options.others !== undefined) {
      throw new RcnnError('bad-option', 'Expected --others without --ladder, which compares its own rungs.');
    }
    checkCurves(options);
    checkReport(options, protocol);
    checkProposals(options);
    if (isOfLabels(protocol)) expectNoProposals(options);
    if (options.model === undefined) expectMultiBoxUsed(options.multibox, undefined);
    else if (options.proposals !== undefined) expectMultiBoxUsed(options.multibox, options.proposals);
    checkCrops(options);
    if (options.ladder) return climb(options, signal);
    return isOfLabels(protocol) ? classify(options, signal) : detect({ ...options, protocol }, signal);
  },
};

/** @throws RcnnError `bad-option` where `--curves` would have no effect */
function checkCurves({ curves, ladder, json }: Options): void {
  if (curves && ladder) {
    throw new RcnnError(
      'bad-option',
      'Expected --curves without --ladder: a ladder prints one number per rung. `evaluate --model a,b --curves --json` has the curves of one rung.',
    );
  }
  if (curves && !json) {
    throw new RcnnError(
      'bad-option',
      'Expected --json with --curves, which adds the points of the curves to it; --report FILE draws them.',
    );
  }
}

/** @throws RcnnError `bad-option` where `--proposals` would have no effect */
function checkProposals({ proposals, model, report }: Options): void {
  if (proposals === undefined || model !== undefined) return;
  if (report !== undefined && !methodOf(proposals)) return;
  throw new RcnnError(
    'bad-option',
    `Expected --proposals beside --model, which looks there, or a file of boxes beside --report, but got ${proposals}.`,
  );
}

/** @throws RcnnError `bad-option` where `--crops` or `--average` would have no effect */
function checkCrops({ crops, average, model, protocol }: Options): void {
  if (crops === 1 && average === 'mean') return;
  if (model !== undefined && isOfLabels(protocol)) return;
  throw new RcnnError(
    'bad-option',
    'Expected --crops and --average beside --model and --protocol ilsvrc-cls: they say what a classifier looks at.',
  );
}

async function detect(
  options: Options & { readonly protocol: DetectionProtocolName },
  signal: AbortSignal,
): Promise<number> {
  const { model, detections } = options;
  using ahead = detections === undefined ? undefined : readAhead(detections);
  const { dataset, run } = await withProgress(signal, async (work) => {
    const dataset = await readTruth(options, work);
    if (model === undefined) return { dataset };
    // Files alone are judged without loading any code of networks.
    const { planDetector } = await import('../../../runs/plan-detector.js');
    const { computeRun } = await import('../../../runs/compute-run.js');
    const request = await planDetector(dataset, detectorPlan({ ...options, model }));
    return { dataset, run: await computeRun(request, options, work) };
  });
  const read = (path: string) => readResults(path, dataset, options, { signal, ahead });
  const early = run && (await endEarly(run, read, options));
  if (early !== undefined) return early;
  const path = run?.path ?? detections!;
  return printNumbers(dataset, await read(path), { ...options, signal, detections: path });
}

async function classify(options: Options, signal: AbortSignal): Promise<number> {
  const { model, detections } = options;
  const [{ readLabels, readGuesses }, { printAccuracy }] = await Promise.all([
    import('../../evaluation/labels.js'),
    import('../../evaluation/accuracy.js'),
  ]);
  const { set, run } = await withProgress(signal, async (work) => {
    const set = await readLabels(options, work);
    if (model === undefined) return { set };
    const { planClassifier } = await import('../../../runs/plan-classifier.js');
    const { computeRun } = await import('../../../runs/compute-run.js');
    const request = await planClassifier(set, { ...options, models: modelsOf(model) });
    return { set, run: await computeRun(request, options, work) };
  });
  const read = (path: string) => readGuesses(path, set, { signal });
  const early = run && (await endEarly(run, read, options));
  if (early !== undefined) return early;
  const path = run?.path ?? detections!;
  const seenBy = model === undefined ? undefined : { ...options, model, signal };
  return printAccuracy(set, await read(path), { ...options, detections: path, seenBy });
}

async function climb(options: Options, signal: AbortSignal): Promise<number> {
  const { protocol } = options;
  const { climbAccuracy, climbDetection } = await import('../../evaluation/climb.js');
  const chosen = { ...options, model: options.model! };
  return isOfLabels(protocol)
    ? climbAccuracy(chosen, signal)
    : climbDetection({ ...chosen, protocol }, signal);
}
