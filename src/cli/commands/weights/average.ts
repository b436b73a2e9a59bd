import { counted } from '../../../counted.js';
import { RcnnError } from '../../../errors.js';
import { averageModels } from '../../../weights/average-models.js';
import { saveModel } from '../../../weights/model-file.js';
import type { Command } from '../../command.js';
import { say, writeJsonLine } from '../../output/output.js';
import { loadMembers } from './load-members.js';

interface Options {
  readonly models: readonly string[];
  readonly out: string;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .positional('models', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'a model and those that training it further made of it, or runs that began with one model',
      })
      .option('out', { type: 'string', demandOption: true, describe: 'the model to write, .safetensors' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value' })
      .example(
        '$0 weights average runs/first/final.safetensors runs/second/final.safetensors --out mine.safetensors',
        'where the second run continued the first',
      ),
  files: { reads: ['models'], writes: ['out'] },
  run: async ({ models: names, out, json }) => {
    if (names.length < 2)
      throw new RcnnError('bad-option', `Expected at least two models to average, but got ${names.length}.`);
    const { models } = await loadMembers(names);
    const { card, weights } = averageModels(models);
    const dtype = models.every(({ storedType }) => storedType === 'float16') ? 'float16' : 'float32';
    const { sha256 } = await saveModel(out, card, weights, { dtype });
    if (json) await writeJsonLine({ out, sha256, models: names });
    else
      say(
        `Written ${out}: the mean of ${counted(models.length, 'model')}, in float. Run evaluate on it; weights thresholds gives a detector thresholds.`,
      );
  },
};
