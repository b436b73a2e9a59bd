import type { Argv } from 'yargs';

/** Where the truth lies; every task of `evaluate` takes these. */
export interface TruthOptions {
  readonly truth: string;
  readonly split?: string;
  readonly images?: string;
  readonly meta?: string;
  readonly json: boolean;
}

export function truthOptions<T>(yargs: Argv<T>): Argv<T & TruthOptions> {
  return yargs
    .option('truth', {
      type: 'string',
      demandOption: true,
      describe: 'VOC year folder, COCO instances JSON, ILSVRC root, NDJSON',
    })
    .option('split', { type: 'string', describe: 'image list of a VOC or ILSVRC folder (default val)' })
    .option('images', { type: 'string', describe: 'folder of the photographs, where the truth does not say' })
    .option('meta', { type: 'string', describe: "ILSVRC's list of classes, lines <id>,<wnid>,<name>" })
    .option('json', { type: 'boolean', default: false, describe: 'one JSON value' });
}

/** Departures from the contest's own rules. */
export interface RuleChoices {
  readonly iou?: readonly number[];
  readonly difficult?: 'ignored' | 'counted';
  readonly maxDetections?: readonly number[];
  readonly classes?: readonly string[];
  readonly blacklist?: string;
}

export function ruleOptions<T>(yargs: Argv<T>): Argv<T & RuleChoices> {
  return difficultOption(yargs)
    .option('iou', {
      type: 'number',
      array: true,
      describe: "IoUs to average over instead of the contest's",
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
    });
}

export function difficultOption<T>(yargs: Argv<T>): Argv<T & Pick<RuleChoices, 'difficult'>> {
  return yargs.option('difficult', {
    choices: ['ignored', 'counted'] as const,
    describe: 'difficult objects, if not as the contest',
  });
}

/** Results that somebody's detector wrote. */
export interface DetectionsOption {
  readonly detections?: string;
}

export function detectionsOption<T>(yargs: Argv<T>): Argv<T & DetectionsOption> {
  return yargs.option('detections', {
    type: 'string',
    describe: 'folder of VOC result files, COCO results JSON, ILSVRC lines (.txt) or NDJSON of detect',
  });
}
