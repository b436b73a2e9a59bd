import type { Argv } from 'yargs';
import {
  type DetectionProtocolName,
  detectionProtocols,
  type LabelProtocolName,
  labelProtocols,
} from '../../../eval/protocols.js';
import type { Average } from '../../average.js';
import { fraction } from '../../check-arguments.js';
import { classifySchema } from '../../classification/options.js';
import type { Crops } from '../../classification/views.js';
import { truthHelp } from '../../datasets/formats.js';
import { type EngineOptions, engineOption, threadsOption } from './engine-options.js';
import { type ErrorsOption, errorsOption } from './errors-option.js';
import { fieldOptions } from './fields.js';
import { MODELS_HELP } from './model-option.js';
import {
  formerMethodOption,
  type MultiBoxOption,
  multiBoxOption,
  PROPOSALS_HELP,
  type RegionOptions,
  regionOptions,
} from './proposal-options.js';

/** VOC's rules are the same from 2010 to 2012, and it is the last year that people look for. */
const contestOf = (name: string) => (/^voc201[12]$/.test(name) ? 'voc2010' : name);

/** For `--protocol`, of boxes alone. */
export const boxContests = {
  choices: detectionProtocols,
  coerce: contestOf as (name: string) => DetectionProtocolName,
};

/** For `--protocol`, of labels too. */
export const allContests = {
  choices: [...detectionProtocols, ...labelProtocols],
  coerce: contestOf as (name: string) => DetectionProtocolName | LabelProtocolName,
};

/** Where the truth lies; every task of `evaluate` takes these. */
export interface TruthOptions {
  readonly truth: string;
  readonly split?: string;
  readonly images?: string;
  readonly meta?: string;
  readonly json: boolean;
}

export function truthOptions<T>(yargs: Argv<T>): Argv<T & TruthOptions> {
  return placeOptions(
    yargs.option('truth', {
      type: 'string',
      demandOption: true,
      describe: `${truthHelp}, folder of classes`,
    }),
  );
}

/** What goes with `--truth`, for tasks that can do without it. */
export function placeOptions<T>(yargs: Argv<T>): Argv<T & Omit<TruthOptions, 'truth'>> {
  return yargs
    .option('split', { type: 'string', describe: 'one of several splits [val, else test]' })
    .option('images', {
      type: 'string',
      describe: 'folder of the photographs, where the labels do not lead to them',
    })
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
    .option('max-detections', {
      type: 'number',
      array: true,
      describe: 'at most this many per image and class, best first',
    })
    .option('classes', { type: 'string', array: true, describe: 'evaluate only these' })
    .option('blacklist', {
      type: 'string',
      describe: "ILSVRC's list of images and classes that do not count",
    });
}

export function difficultOption<T>(yargs: Argv<T>): Argv<T & Pick<RuleChoices, 'difficult'>> {
  return yargs.option('difficult', {
    choices: ['ignored', 'counted'] as const,
    describe: 'what to do with difficult objects, if not as the contest',
  });
}

/** Whether results of a part of the data are meant. */
export interface PartialOption {
  readonly partial: boolean;
}

export function partialOption<T>(yargs: Argv<T>): Argv<T & PartialOption> {
  return yargs.option('partial', {
    type: 'boolean',
    default: false,
    describe: 'accept results that lack images or classes: exit with 0 all the same',
  });
}

/** Results that somebody's detector wrote. */
export interface DetectionsOption extends PartialOption, ErrorsOption {
  readonly detections?: string;
}

export function detectionsOption<T>(yargs: Argv<T>): Argv<T & DetectionsOption> {
  return errorsOption(partialOption(yargs)).option('detections', {
    type: 'string',
    describe:
      'folder of VOC result files, COCO results JSON, ILSVRC lines (.txt), NDJSON of detect; ilsvrc-cls: five labels a line (.txt) or NDJSON of classify',
  });
}

/** What results of a model are computed with; all of it decides what comes out. */
export interface ComputeOptions extends Pick<EngineOptions, 'engine'>, RegionOptions, MultiBoxOption {
  readonly model?: string;
  readonly proposals?: string;
  readonly threshold: number;
  readonly crops: Crops;
  readonly average: Average;
}

/** @param help what the models are for, and what a file of boxes is beside a place to look */
export function computeOptions<T>(
  yargs: Argv<T>,
  help: { readonly model: string; readonly boxes?: string },
): Argv<T & ComputeOptions> {
  const { model, boxes = '' } = help;
  const base = multiBoxOption(regionOptions(engineOption(yargs)))
    .option('proposals', { type: 'string', describe: `${PROPOSALS_HELP}${boxes}` })
    .option('model', { type: 'string', describe: model });
  const { crops, average } = classifySchema.shape;
  return fieldOptions(
    base,
    // mAP is an area under a curve: what a person would not look at still counts.
    { threshold: fraction.default(0.01), crops, average },
    {
      threshold: 'lowest score kept, 0 to 1',
      crops: 'classifiers: crops of each photograph, averaged',
      average: "classifiers: how the crops of a photograph are combined; mean: the paper's",
    },
  );
}

/** Where a run is kept, and which part of it is computed. */
export interface ShardOptions {
  readonly run?: string;
  readonly shard?: string;
}

/** @param folder the usual one, for the help */
export function shardOptions<T>(yargs: Argv<T>, folder: string): Argv<T & ShardOptions> {
  return yargs
    .option('run', { type: 'string', describe: `folder that keeps what is done [${folder}]` })
    .option('shard', {
      type: 'string',
      describe: 'compute only part i of n: i/n; auto: as Kubernetes or Slurm number this process',
    });
}

/** What `evaluate` takes to compute results with a model. */
export interface ModelRunOptions extends ComputeOptions, EngineOptions, ShardOptions {
  readonly ladder: boolean;
}

export function modelRunOptions<T>(yargs: Argv<T>): Argv<T & ModelRunOptions> {
  const help = {
    model: `compute the results with ${MODELS_HELP}`,
    boxes: '; with --report the file tells which missed objects were never proposed',
  };
  return shardOptions(
    formerMethodOption(threadsOption(computeOptions(yargs, help))),
    'runs/evaluate/<model>-<split>',
  )
    .conflicts('model', 'detections')
    .option('ladder', {
      type: 'boolean',
      default: false,
      describe:
        'one number for the first model, the first two, and so on, from one pass; ilsvrc-cls: for 1, 10, 144 crops up to --crops as well',
    });
}
