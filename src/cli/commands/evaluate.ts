import { detectionProtocols, evaluateDetections } from '../../../eval/index.js';
import type { DetectionProtocolName } from '../../../eval/protocols.js';
import type { Command } from '../command.js';
import { readDetections, readTruth } from '../evaluation-files.js';
import { evaluationTable } from '../evaluation-table.js';
import { say, writeJsonLine } from '../output.js';

interface Options {
  readonly protocol: DetectionProtocolName;
  readonly truth: string;
  readonly split: string | undefined;
  readonly detections: string;
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
      .option('protocol', {
        choices: detectionProtocols,
        demandOption: true,
        describe: "whose rules: the contest's",
      })
      .option('truth', {
        type: 'string',
        demandOption: true,
        describe: 'VOC year folder, COCO instances JSON or ILSVRC root',
      })
      .option('split', { type: 'string', describe: 'image list of a VOC or ILSVRC folder (default val)' })
      .option('detections', {
        type: 'string',
        demandOption: true,
        describe: 'folder of VOC result files, COCO results JSON or ILSVRC lines (.txt)',
      })
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
        '$0 evaluate --protocol voc2010 --truth VOC2012 --split val --detections results/',
        'comp3_det_val_*.txt',
      )
      .example(
        '$0 evaluate --protocol coco --truth instances_val2017.json --detections results.json --json',
        '',
      ),
  run: async (options) => {
    const { protocol, iou, difficult, maxDetections, classes, curves } = options;
    const dataset = await readTruth(options.truth, { split: options.split, classes: undefined });
    const detections = await readDetections(options.detections, dataset, options.split);
    const result = evaluateDetections({
      protocol,
      ...dataset,
      detections,
      curves,
      ...(iou && { iou }),
      ...(difficult && { difficult }),
      ...(maxDetections && { maxDetections }),
      ...(classes && { onlyClasses: classes }),
      ...(options.blacklist && { blacklist: await readBlacklist(options.blacklist, dataset) }),
    });
    if (options.json) await writeJsonLine(result);
    else say(evaluationTable(result));
  },
};

async function readBlacklist(file: string, dataset: Awaited<ReturnType<typeof readTruth>>) {
  const { readIlsvrcBlacklist } = await import('../../datasets/ilsvrc/results.js');
  return await readIlsvrcBlacklist(file, dataset);
}
