import type { Argv } from 'yargs';
import type { RegionMode } from '../../../detection/modes/modes.js';
import { loadDetectorSchema } from '../../../detection/options.js';
import { DEFAULT_METHOD, METHODS, type Method, SHIPPED_HEAD } from '../../../proposals/methods.js';
import { RcnnError } from '../../errors.js';
import { fieldOptions } from './fields.js';

export interface RegionOptions {
  readonly regions?: RegionMode | undefined;
  readonly count: number;
}

/** How many proposals are looked at, and how. */
export function regionOptions<T>(yargs: Argv<T>): Argv<T & RegionOptions> {
  return fieldOptions(yargs, loadDetectorSchema.shape, {
    regions:
      "shared: one map per image; crops: the paper's, the whole network per region [what the model is made for]",
    count: 'number of proposals; some models, as `voc`, choose the likeliest of them to classify',
  });
}

/** Of `--proposals` where a detector runs. */
export const PROPOSALS_HELP = `where to look: ${METHODS.join(', ')} or a file of boxes as \`propose --json\` writes it; both: 200 boxes of MultiBox first [what the model is made for]`;

/** `evaluate --method` has become `--proposals`, as `detect` has it. @throws RcnnError `bad-option` where it is given */
export function formerMethodOption<T>(yargs: Argv<T>): Argv<T> {
  yargs.option('method', { hidden: true, type: 'string' }).check(({ method }) => {
    if (method === undefined) return true;
    throw new RcnnError('bad-option', `Expected --proposals ${method}: --method was its former name.`);
  });
  return yargs;
}

export interface MethodOptions extends MultiBoxOption {
  readonly method: Method;
}

export function methodOptions<T>(yargs: Argv<T>): Argv<T & MethodOptions> {
  return multiBoxOption(
    yargs.option('method', {
      choices: METHODS,
      default: DEFAULT_METHOD,
      describe: "both: GoogLeNet's setting, 200 boxes of MultiBox, then those of the search",
    }),
  );
}

export interface MultiBoxOption {
  readonly multibox?: string | undefined;
}

/** Without its default, which would hide whether it was given. */
const multibox = loadDetectorSchema.shape.multibox.unwrap().optional();

export function multiBoxOption<T>(yargs: Argv<T>): Argv<T & MultiBoxOption> {
  return fieldOptions(
    yargs,
    { multibox },
    {
      multibox: `for multibox and both: its head by name, or a file that \`train multibox\` wrote [${SHIPPED_HEAD}]`,
    },
  );
}
