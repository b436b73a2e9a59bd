import { importModel } from '../../../weights/import/import-model.js';
import type { Command } from '../../command.js';
import { say, writeJsonLine } from '../../output/output.js';

interface Options {
  readonly file: string;
  readonly out: string;
  readonly classes?: string;
  readonly float16: boolean;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'a binary .caffemodel' })
      .option('out', { type: 'string', demandOption: true, describe: 'the model file, .safetensors' })
      .option('classes', {
        type: 'string',
        describe: 'class names, one line "<wnid> <names>" per class; default for 1,000 outputs: ILSVRC2012',
      })
      .option('float16', { type: 'boolean', default: false, describe: 'half the size, rounded' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value' })
      .example('$0 weights import bvlc_googlenet.caffemodel --out bvlc.safetensors', "the publisher's file")
      .example(
        '$0 weights import mine.caffemodel --classes words.txt --out mine.safetensors --float16',
        'a network of your own',
      ),
  files: { reads: ['file', 'classes'], writes: ['out'] },
  run: async ({ file, out, classes, float16, json }) => {
    const card = await importModel(file, {
      out,
      dtype: float16 ? 'float16' : 'float32',
      ...(classes !== undefined && { classesFile: classes }),
    });
    if (json) await writeJsonLine({ file, out, classes: card.network.classes, sha256: card.sha256 });
    else
      say(
        `${out}: ${card.network.classes} classes, auxiliary heads ${card.network.auxiliary ? 'kept' : 'absent'}`,
      );
  },
};
