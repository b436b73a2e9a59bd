import { verifyAnyModel } from '../../../../detection/verify-any-model.js';
import { wholeFrom1 } from '../../../check-arguments.js';
import { counted } from '../../../counted.js';
import { readDataset } from '../../../datasets/formats.js';
import { isFolder } from '../../../datasets/text.js';
import { runImages } from '../../../runs/run-images.js';
import { quantizeModel } from '../../../training/quantize/quantize-model.js';
import { loadModel } from '../../../weights/model-file.js';
import type { Command } from '../../command.js';
import { fieldOptions } from '../../options/fields.js';
import { imageFiles } from '../../options/inputs.js';
import { say, warn, writeJsonLine } from '../../output/output.js';
import { withProgress } from '../../output/with-progress.js';

interface Options {
  readonly model: string;
  readonly data: string;
  readonly split?: string;
  readonly photographs: number;
  readonly out: string;
  readonly json: boolean;
}

/** Accuracy with them: docs/weights.md. */
const PHOTOGRAPHS = 50;

export const command: Command<Options> = {
  build: (yargs) =>
    fieldOptions(
      yargs
        .positional('model', {
          type: 'string',
          demandOption: true,
          describe: 'a classifier or a detector by name or file',
        })
        .option('data', {
          type: 'string',
          demandOption: true,
          describe:
            'photographs like those it will see: a folder, or a data set (its file of labels, or --split)',
        })
        .option('split', { type: 'string', describe: 'the split of the data set to use' }),
      { photographs: wholeFrom1.default(PHOTOGRAPHS) },
      { photographs: 'at most this many are looked at, drawn at random' },
    )
      .option('out', { type: 'string', demandOption: true, describe: 'the model to write, .safetensors' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value' })
      .example(
        '$0 weights quantize mine.safetensors --data photos/ --out mine8.safetensors\n$0 detect cat.jpg --model mine8.safetensors',
        'then use it like any other model',
      ),
  files: { reads: ['model', 'data'], writes: ['out'] },
  run: async (options, { signal }) => {
    const { model: name, photographs: most, out, json } = options;
    const model = await loadModel(name);
    verifyAnyModel(model);
    const files = await filesOf(options, signal);
    const ofSplit = options.split === undefined ? '' : ` --split ${options.split}`;
    const { quantized, sha256 } = await withProgress(signal, (work) =>
      quantizeModel(model, {
        ...{ files, photographs: most, out, ...work },
        command: `weights quantize ${model.card.name} --data <data>${ofSplit} --photographs ${most}`,
        onSkipped: ({ message }) => warn(`${message} It is left out.`),
      }),
    );
    const { photographs } = quantized!;
    if (json) await writeJsonLine({ model: name, out, photographs, sha256 });
    else
      say(
        `Written ${out}: 8 bits, from the ranges of ${counted(photographs, 'photograph')}. Run evaluate on both models to compare their accuracy.`,
      );
  },
};

async function filesOf({ data, split }: Options, signal: AbortSignal): Promise<string[]> {
  if (split === undefined && (await isFolder(data))) return imageFiles([data]);
  const dataset = await readDataset(data, { use: 'train', ...(split !== undefined && { split }), signal });
  return runImages(dataset).map(({ path }) => path);
}
