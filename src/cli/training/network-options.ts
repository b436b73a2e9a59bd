/** The options of `train detector` that only a training of the whole network takes, and those that only heads take. */
import type { Argv } from 'yargs';
import { wholeFrom1 } from '../../check-arguments.js';
import { RcnnError } from '../../errors.js';
import { fieldOptions } from '../options/fields.js';
import { MINUTES } from './network-ways.js';

export interface FineTuneChoices {
  readonly 'fine-tune': boolean;
  readonly recipe?: 'rcnn' | undefined;
  readonly 'validation-split'?: string;
  readonly config?: string;
  readonly minutes?: number;
  readonly proposals?: string;
  readonly workers?: number | undefined;
}

export function fineTuneChoices<T>(yargs: Argv<T>): Argv<T & FineTuneChoices> {
  return fieldOptions(
    yargs
      .option('fine-tune', {
        type: 'boolean',
        default: false,
        describe: 'train the whole network, not only heads on its features',
      })
      .option('recipe', {
        choices: ['rcnn'] as const,
        describe:
          "rcnn: the paper's way, for --regions crops: the whole network on warped windows, about 0.1 s each on 2 cores (50,000 steps of 128 unless --config says otherwise: days), then SVMs and boxes",
      })
      .option('validation-split', {
        type: 'string',
        describe:
          'with --fine-tune or --recipe: the split from which a sample is measured during training [val]',
      })
      .option('config', {
        type: 'string',
        describe: 'with --fine-tune or --recipe: JSON file of settings, such as {"steps": 3000}',
      })
      .option('minutes', {
        type: 'number',
        describe: `with --fine-tune: minutes that the whole run takes, approximately [${MINUTES}, unless --config sets steps]`,
      })
      .option('proposals', {
        type: 'string',
        describe:
          "with --fine-tune or --recipe: file that keeps the photographs' boxes, for several runs [in the run's folder]",
      }),
    { workers: wholeFrom1.optional() },
    {
      workers:
        'with --fine-tune or --recipe: threads that compute [one per core; with --fine-tune at most 2]',
    },
  );
}

/** Options that would have no effect on heads. @throws RcnnError `bad-option` where one is given */
export function refuseWithHeads(options: FineTuneChoices): void {
  const names = ['minutes', 'config', 'validation-split', 'proposals', 'workers'] as const;
  const given = names.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new RcnnError(
    'bad-option',
    `Expected --fine-tune or --recipe with --${given}: without them heads are trained, which takes no such option.`,
  );
}

/** What heads alone take. */
export interface HeadChoices {
  readonly engine?: string;
  readonly threads?: number | undefined;
  readonly images?: number | undefined;
  readonly cropImages?: number | undefined;
}

/** Options that would have no effect on the whole network. @throws RcnnError `bad-option` where one is given */
export function refuseOfHeads({ engine, threads, images, cropImages }: HeadChoices): void {
  const choices = { engine, threads, images, 'crop-images': cropImages };
  const given = Object.entries(choices).find(([, value]) => value !== undefined);
  if (given === undefined) return;
  const instead = given[0] === 'threads' ? '; --workers says how many threads compute' : '';
  throw new RcnnError(
    'bad-option',
    `Expected neither --fine-tune nor --recipe with --${given[0]}: the whole network is trained, which takes no such option${instead}.`,
  );
}
