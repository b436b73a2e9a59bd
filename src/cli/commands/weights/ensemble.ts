import { AVERAGES, type Average } from '../../../average.js';
import { counted } from '../../../counted.js';
import { RcnnError } from '../../../errors.js';
import { cardOf, expectAlike } from '../../../weights/ensemble.js';
import { writeEnsembleFile } from '../../../weights/ensemble-file.js';
import type { Command } from '../../command.js';
import { say, writeJsonLine } from '../../output/output.js';
import { loadMembers } from './load-members.js';

interface Options {
  readonly models: readonly string[];
  readonly out: string;
  readonly weights?: readonly number[];
  readonly average: Average;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .positional('models', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'classifiers, or detectors, of the same classes; the first one chooses regions',
      })
      .option('out', { type: 'string', demandOption: true, describe: 'the file to write, .json' })
      .option('weights', {
        type: 'number',
        array: true,
        describe: 'weight of each model in the mean [equal]',
      })
      .option('average', {
        choices: AVERAGES,
        default: 'mean' as Average,
        describe: "of the models' scores; boxes are always the mean",
      })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value' })
      .example(
        '$0 weights ensemble a.safetensors b.safetensors --out both.json\n$0 detect cat.jpg --model both.json',
        'then --model takes it',
      ),
  files: { reads: ['models'], writes: ['out'] },
  run: async ({ models: names, out, weights, average, json }) => {
    checkWeights(weights, { average, models: names.length });
    const { models, task } = await loadMembers(names);
    const own = names.map((_, i) => weights?.[i] ?? 1);
    const card = cardOf(expectAlike({ members: models, weights: own, average }, task));
    const members = models.map((model, i) => ({
      ...{ model: names[i]!, sha256: model.card.sha256, weight: own[i]! },
    }));
    await writeEnsembleFile(out, { format: 1, task, average, members });
    if (json) await writeJsonLine({ out, task, name: card.name, sha256: card.sha256, members: names });
    else say(`Written ${out}: ${counted(names.length, task)} of ${card.classes.length} classes.`);
  },
};

/** @throws RcnnError `bad-option` */
function checkWeights(
  weights: readonly number[] | undefined,
  { average, models }: { readonly average: Average; readonly models: number },
): void {
  if (weights === undefined) return;
  if (average !== 'mean') {
    throw new RcnnError('bad-option', `Expected --weights with the mean, but got --average ${average}.`);
  }
  if (weights.length === models && weights.every((weight) => weight > 0 && Number.isFinite(weight))) return;
  throw new RcnnError(
    'bad-option',
    `Expected --weights to be ${models} numbers above 0, one per model, but got ${weights.join(' ')}.`,
  );
}
