import { rm } from 'node:fs/promises';
import { counted } from '../../../counted.js';
import { RcnnError } from '../../../errors.js';
import { KeptFeatures } from '../../../training/detector/kept-features.js';
import type { Command } from '../../command.js';
import { type RunOption, runOption } from '../../options/run-option.js';
import { say, writeJsonLine } from '../../output/output.js';

interface Options extends RunOption {
  readonly unused?: number;
}

const DAY = 24 * 60 * 60 * 1000;

export const command: Command<Options> = {
  build: (yargs) =>
    runOption(yargs)
      .option('unused', {
        type: 'number',
        describe: 'only those that no training has used for this many days',
      })
      .example('$0 features clean', 'the next training computes them again')
      .example('$0 features clean --unused 30', 'what has not been used for a month'),
  files: { reads: [], writes: ['run'] },
  run: async ({ run, json, unused }) => {
    if (unused !== undefined && !(unused >= 0)) {
      throw new RcnnError('bad-option', `Expected --unused to be days from 0 on, but got ${unused}.`);
    }
    const before = unused === undefined ? Infinity : Date.now() - unused * DAY;
    const removed = (await KeptFeatures.list(run)).filter(({ used }) => used.getTime() <= before);
    for (const { path } of removed) await rm(path, { force: true });
    const bytes = removed.reduce((sum, one) => sum + one.bytes, 0);
    if (json) return writeJsonLine({ run, removed: removed.length, bytes });
    say(
      `Removed the features of ${counted(removed.length, 'photograph')}, ${(bytes / 1e6).toFixed(1)} MB, from ${run}.`,
    );
  },
};
