import { builtFolders } from '../../../export/built-folders.js';
import { writePage } from '../../../export/write-page.js';
import type { Command } from '../../command.js';
import { say, writeJsonLine } from '../../output/output.js';

interface Options {
  readonly folder: string;
  readonly model: string;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .positional('folder', { type: 'string', demandOption: true, describe: 'folder to write' })
      .option('model', { type: 'string', default: 'voc', describe: 'a detector by name or file' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value: the names of the files' })
      .example('$0 export page site', 'then put site/ on any host: GitHub Pages, S3, nginx')
      .example('$0 export page site --model mugs.safetensors', 'with a detector of your own'),
  files: { reads: ['model'], writes: ['folder'] },
  run: async ({ folder, model, json }) => {
    const files = await writePage(folder, { model, built: builtFolders() });
    if (json) await writeJsonLine({ folder, files });
    else
      say(
        `Written to ${folder}: a page that detects in the browser. Any host of files serves it (docs/browser.md).`,
      );
  },
};
