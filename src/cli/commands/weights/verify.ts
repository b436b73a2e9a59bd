import { verifyAnyModel } from '../../../../detection/verify-any-model.js';
import { RcnnError } from '../../../errors.js';
import { loadEnsembleFile } from '../../../weights/ensemble.js';
import { isEnsembleFile } from '../../../weights/ensemble-file.js';
import { loadModel } from '../../../weights/model-file.js';
import { type Command, exitCode } from '../../command.js';
import { fail, print, writeJsonLine } from '../../output/output.js';

interface Options {
  readonly models: readonly string[];
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .positional('models', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'models by name or file; of an ensemble, its members',
      })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON line per model' })
      .example('$0 weights verify voc bvlc', 'hash, names and shapes of every array'),
  run: async ({ models, json }) => {
    let failed = 0;
    for (const name of models) {
      const error = await problemOf(name);
      if (error !== undefined) failed++;
      if (json) await writeJsonLine({ model: name, valid: error === undefined, ...(error && { error }) });
      else if (error === undefined) await print(`${name} is whole: hash, names and shapes are right`);
      else fail(error);
    }
    return failed > 0 ? exitCode.partlyFailed : exitCode.done;
  },
};

/** What is wrong with a model, or nothing. */
async function problemOf(name: string): Promise<string | undefined> {
  try {
    const models = isEnsembleFile(name) ? (await loadEnsembleFile(name)).members : [await loadModel(name)];
    for (const model of models) verifyAnyModel(model);
    return undefined;
  } catch (error) {
    if (error instanceof RcnnError) return error.message;
    throw error;
  }
}
