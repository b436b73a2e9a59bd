import { join } from 'node:path';
import type { Manifest } from '../../runs/manifest.js';
import { failedLines } from '../../runs/read-run.js';
import { RESULTS_FILE } from '../../runs/results-file.js';
import { codeOfFailures, type ErrorsOption } from '../options/errors-option.js';
import { say, writeJsonLine } from '../output/output.js';
import { describeFailures } from './failures.js';

export interface MergedOptions extends ErrorsOption {
  readonly json: boolean;
  /** What was joined, in words for people. */
  readonly describe: (manifest: Manifest) => string;
}

/** Says what was joined in a run's folder, and the images that failed. @returns the exit code */
export async function sayMerged(
  out: string,
  manifest: Manifest,
  { json, describe, ...errors }: MergedOptions,
): Promise<number> {
  const results = join(out, RESULTS_FILE);
  const failures = await failedLines(out);
  const { split, images } = manifest.data;
  if (json) await writeJsonLine({ results, model: manifest.model.name, split, images, failures });
  else {
    const text = `${results}: ${describe(manifest)}`;
    say([...describeFailures(failures, 'their lines say why'), text].join('\n\n'));
  }
  return codeOfFailures(failures.length, errors);
}
