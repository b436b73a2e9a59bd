import { builtFolders } from '../../../export/built-folders.js';
import { MODULE, writeAssets } from '../../../export/write-assets.js';
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
      .positional('folder', {
        type: 'string',
        demandOption: true,
        describe: 'folder of your site, such as public/detector',
      })
      .option('model', { type: 'string', default: 'voc', describe: 'a detector by name or file' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value: the names of the files' })
      .example('$0 export assets public/detector', "then: loadDetector({ assets: '/detector/' })"),
  files: { reads: ['model'], writes: ['folder'] },
  run: async ({ folder, model, json }) => {
    const assets = await writeAssets(folder, { model, built: builtFolders() });
    if (json) await writeJsonLine(assets);
    else say(`Written to ${folder}: ${MODULE} and what it loads (docs/browser.md).`);
  },
};
