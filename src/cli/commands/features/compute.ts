import { FEATURE_LAYER } from '../../../classification/options.js';
import { computeRun } from '../../../runs/compute-run.js';
import { planFeatures } from '../../../runs/plan-features.js';
import { failedLines } from '../../../runs/read-run.js';
import type { Command, CommandContext } from '../../command.js';
import { endEarly } from '../../evaluation/end.js';
import { describeFailures } from '../../evaluation/failures.js';
import { plainImages } from '../../evaluation/plain-images.js';
import { type EngineOptions, engineOptions } from '../../options/engine-options.js';
import { codeOfFailures, type ErrorsOption, errorsOption } from '../../options/errors-option.js';
import { type ShardOptions, shardOptions } from '../../options/evaluation-options.js';
import { say, writeJsonLine } from '../../output/output.js';
import { withProgress } from '../../output/with-progress.js';

interface Options extends EngineOptions, ErrorsOption, ShardOptions {
  readonly photos: readonly string[];
  readonly model: string;
  readonly layer: string;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    shardOptions(engineOptions(errorsOption(yargs)), "runs/features/<the model's own name>-images")
      .positional('photos', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'files, folders, globs',
      })
      .option('model', { type: 'string', default: 'bvlc', describe: 'a classifier by name or file' })
      .option('layer', {
        type: 'string',
        default: FEATURE_LAYER,
        describe: 'whose values, as `summary` names it',
      })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value' })
      .example(
        '$0 features compute photos/ --run runs/features',
        '1,024 numbers per photograph, a line each in results.ndjson there; stopped, it resumes',
      )
      .example('$0 features compute photos/ --shard 1/2', 'half of them; `evaluate merge` joins the parts'),
  files: { reads: ['photos', 'model'], writes: ['run'] },
  run: compute,
};

async function compute(options: Options, { signal }: CommandContext): Promise<number> {
  const run = await withProgress(signal, async (work) => {
    const request = await planFeatures(await plainImages(options.photos), options);
    return computeRun(request, options, work);
  });
  const failures = await failedLines(run.folder);
  const early = await endEarly(run, async () => ({ failures }), options);
  if (early !== undefined) return early;
  if (options.json) await writeJsonLine({ results: run.path, images: run.total, failures });
  else {
    const text = `${run.path}: features of ${run.total - failures.length} images`;
    say([...describeFailures(failures, 'their lines say why'), text].join('\n\n'));
  }
  return codeOfFailures(failures.length, options);
}
