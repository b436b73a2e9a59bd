import { detectionProtocols, evaluateDetections } from '../../../eval/index.js';
import type { DetectionProtocolName } from '../../../eval/protocols.js';
import { readDataset, readDetections } from '../../datasets/formats.js';
import type { Dataset } from '../../datasets/records.js';
import { RcnnError } from '../../errors.js';
import type { Command } from '../command.js';
import { evaluationTable } from '../evaluation-table.js';
import { say, writeJsonLine } from '../output.js';

const tasks = ['explain', 'analyse', 'proposals'] as const;

interface Options {
  readonly task: (typeof tasks)[number] | undefined;
  readonly protocol: DetectionProtocolName | undefined;
  readonly against: DetectionProtocolName | undefined;
  readonly truth: string;
  readonly split: string | undefined;
  readonly detections: string | undefined;
  readonly others: string | undefined;
  readonly proposals: string | undefined;
  readonly iou: readonly number[] | undefined;
  readonly difficult: 'ignored' | 'counted' | undefined;
  readonly maxDetections: readonly number[] | undefined;
  readonly classes: readonly string[] | undefined;
  readonly blacklist: string | undefined;
  readonly curves: boolean;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .positional('task', {
        choices: tasks,
        describe: 'explain a difference, analyse the errors, or score proposals; none: the numbers',
      })
      .option('protocol', { choices: detectionProtocols, describe: 'whose rules' })
      .option('truth', {
        type: 'string',
        demandOption: true,
        describe: 'VOC year folder, COCO instances JSON or ILSVRC root',
      })
      .option('split', { type: 'string', describe: 'image list of a VOC or ILSVRC folder (default val)' })
      .option('detections', {
        type: 'string',
        describe: 'folder of VOC result files, COCO results JSON, ILSVRC lines (.txt) or NDJSON of detect',
      })
      .option('against', { choices: detectionProtocols, describe: 'explain: the other protocol' })
      .option('others', { type: 'string', describe: 'explain: the results of another detector' })
      .option('proposals', { type: 'string', describe: 'NDJSON of `propose --json`' })
      .option('iou', {
        type: 'number',
        array: true,
        describe: "IoUs to average over instead of the contest's",
      })
      .option('difficult', {
        choices: ['ignored', 'counted'] as const,
        describe: 'difficult objects, if not as the contest',
      })
      .option('maxDetections', {
        type: 'number',
        array: true,
        describe: 'best so many of each image and class',
      })
      .option('classes', { type: 'string', array: true, describe: 'evaluate these alone' })
      .option('blacklist', {
        type: 'string',
        describe: "ILSVRC's list of images and classes that do not count",
      })
      .option('curves', {
        type: 'boolean',
        default: false,
        describe: 'add precision-recall curves to --json',
      })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value' })
      .example(
        '$0 evaluate --protocol voc2010 --truth VOC2012 --split val --detections results',
        'comp3_det_val_*.txt',
      )
      .example('$0 evaluate --protocol coco --truth instances.json --detections results.json --json', 'COCO')
      .example('$0 evaluate explain --protocol voc2007 --against coco ...', 'why the two differ')
      .example('$0 evaluate proposals --truth VOC2012 --proposals boxes.ndjson', 'recall of proposals'),
  run: async (options) => {
    const dataset = await readDataset(options.truth, splitOf(options));
    if (options.task === 'proposals') {
      const { scoreProposals } = await import('../evaluation-tasks.js');
      const { result, text } = await scoreProposals(
        needed(options.proposals, 'proposals'),
        dataset,
        options.difficult,
      );
      return options.json ? await writeJsonLine(result) : say(text);
    }
    const input = await evaluationInput(options, dataset);
    if (options.task) {
      const { analyseResult, explainResult } = await import('../evaluation-tasks.js');
      const { others, against } = options;
      const { result, text } =
        options.task === 'analyse'
          ? await analyseResult(input, dataset, options.proposals)
          : explainResult(input, {
              against,
              others: others && (await readDetections(others, dataset, splitOf(options))),
            });
      return options.json ? await writeJsonLine(result) : say(text);
    }
    const result = evaluateDetections({ ...input, curves: options.curves });
    if (options.json) await writeJsonLine(result);
    else say(evaluationTable(result));
  },
};

function splitOf({ split }: Options): { split?: string } {
  return split === undefined ? {} : { split };
}

async function evaluationInput(options: Options, dataset: Dataset) {
  const protocol = needed(options.protocol, 'protocol');
  const detections = await readDetections(
    needed(options.detections, 'detections'),
    dataset,
    splitOf(options),
  );
  const { iou, difficult, maxDetections, classes, blacklist } = options;
  return {
    protocol,
    ...dataset,
    detections,
    ...(iou && { iou }),
    ...(difficult && { difficult }),
    ...(maxDetections && { maxDetections }),
    ...(classes && { onlyClasses: classes }),
    ...(blacklist && { blacklist: await readBlacklist(blacklist, dataset) }),
  };
}

function needed<T>(value: T | undefined, option: string): T {
  if (value !== undefined) return value;
  throw new RcnnError('bad-option', `Expected --${option}; evaluate --help shows examples.`);
}

async function readBlacklist(file: string, dataset: Dataset) {
  const { readIlsvrcBlacklist } = await import('../../datasets/ilsvrc/results.js');
  return await readIlsvrcBlacklist(file, dataset);
}
