import { fetchWeights } from '../../../weights/fetch/fetch-weights.js';
import { publishedNames } from '../../../weights/publications.js';
import type { Command } from '../../command.js';
import { print, writeJsonLine } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';

interface Options {
  readonly name: string;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .positional('name', {
        type: 'string',
        choices: publishedNames,
        demandOption: true,
        describe: 'published weights',
      })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value' })
      .example('$0 weights fetch bvlc', "BVLC's GoogLeNet, 53.5 MB; run again, it resumes where it stopped"),
  run: async ({ name, json }, { signal }) => {
    using bar = new ProgressBar({ unit: 'kB' });
    const { path, bytes, card } = await fetchWeights(name, {
      signal,
      onProgress: ({ done, total, ...rest }) => {
        const unit = rest.stage === 'download' ? 1000 : 1;
        const inUnits = (value: number) => Math.round(value / unit);
        bar.update({ ...rest, done: inUnits(done), ...(total !== undefined && { total: inUnits(total) }) });
      },
    });
    if (json) await writeJsonLine({ name, path, bytes, sha256: card.sha256 });
    else await print(`${name} is at ${path}`);
  },
};
