import type { Missing } from '../../../eval/missing.js';
import type { FailedImage } from '../../datasets/result-rows.js';
import { firstNames } from '../../first-names.js';
import { runOf } from '../../runs/read-run.js';
import { exitCode } from '../command.js';
import type { ErrorsOption } from '../options/errors-option.js';
import type { PartialOption } from '../options/evaluation-options.js';
import { warn } from '../output/output.js';

/** Names that are listed; `--json` has them all. */
const SHOWN = 5;

/** What a file of results, proposals or guesses lacks of a data set. */
export interface Lacking {
  readonly failures: readonly FailedImage[];
  readonly missing: Partial<Missing>;
  /** What looks odd about it, in sentences. */
  readonly hints?: readonly string[];
}

/** The part of a JSON answer that says whether the number stands on all of the data. */
export function completeness({ failures, missing, hints }: Lacking) {
  const { images = [], classes = [] } = missing;
  return {
    complete: images.length + classes.length + failures.length === 0,
    missing,
    failures,
    ...(hints && { hints }),
  };
}

/** The exit code of numbers from these files: 1 where one lacks something, unless that is meant. */
export function exitCodeOf(
  files: readonly Lacking[],
  { partial, errors = 'fail' }: PartialOption & Partial<ErrorsOption>,
): number {
  const failed = errors === 'fail' && files.some(({ failures }) => failures.length > 0);
  const lacks = files.some(
    ({ missing: { images = [], classes = [] } }) => images.length + classes.length > 0,
  );
  return failed || (lacks && !partial) ? exitCode.partlyFailed : exitCode.done;
}

interface IncompleteFile {
  readonly path: string;
  readonly missing: Partial<Missing>;
  /** How many the data set has. */
  readonly of: { readonly images: number; readonly classes: number };
  /** What a missing image does to the number. */
  readonly meaning: string;
  /** Absent: the command has no such option. */
  readonly partial?: boolean;
}

/** A number of a part looks like a bad detector's: people are told of it before they see the number. */
export async function warnOfMissing(file: IncompleteFile): Promise<void> {
  const { images = [], classes = [] } = file.missing;
  const { of } = file;
  const parts = [
    ...(images.length > 0
      ? [`${images.length} of ${of.images} images have no line: ${firstNames(images, SHOWN)}`]
      : []),
    ...(classes.length > 0
      ? [`${classes.length} of ${of.classes} classes have no file: ${firstNames(classes, SHOWN)}`]
      : []),
  ];
  if (parts.length === 0) return;
  const fix = file.partial === false ? [await fixOf(file.path)] : [];
  warn([`${file.path} is incomplete: ${parts.join('; ')}.`, `${file.meaning}.`, ...fix].join(' '));
}

/** @returns what makes the file whole, or says that it is meant */
async function fixOf(path: string): Promise<string> {
  const run = await runOf(path);
  if (!run) return '--partial says that this is meant.';
  if (run.shard.count > 1) return '`evaluate merge` joins the shards.';
  return 'The command that began the run resumes it.';
}
