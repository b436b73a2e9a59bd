import { detectorGraph } from '../../../../detection/detector-graph.js';
import { verifyAnyModel } from '../../../../detection/verify-any-model.js';
import { RcnnError } from '../../../errors.js';
import { googlenet } from '../../../googlenet/googlenet.js';
import { encodeOnnx } from '../../../onnx/graph.js';
import { writeBeside } from '../../../platform/node/write-beside.js';
import { inFloat } from '../../../weights/in-float.js';
import { loadModel, type Model, saveModel } from '../../../weights/model-file.js';
import type { Command } from '../../command.js';
import { say, writeJsonLine } from '../../output/output.js';

interface Options {
  readonly model: string;
  readonly format: 'onnx' | 'safetensors';
  readonly out: string;
  readonly float16: boolean;
  readonly float: boolean;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .positional('model', { type: 'string', demandOption: true, describe: 'a model by name or file' })
      .option('format', {
        choices: ['onnx', 'safetensors'] as const,
        demandOption: true,
        describe:
          'onnx: of a classifier any batch to class probabilities; of a detector picture and boxes to scores and refined boxes (docs/weights.md)',
      })
      .option('out', { type: 'string', demandOption: true, describe: 'the file to write' })
      .option('float16', { type: 'boolean', default: false, describe: 'safetensors only: half the size' })
      .option('float', {
        type: 'boolean',
        default: false,
        describe: 'of a model in 8 bits: leave out the ranges, so that what is written computes in float',
      })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value' })
      .example('$0 weights export mine.safetensors --format onnx --out mine.onnx', 'for any ONNX runtime')
      .example(
        '$0 weights export voc --format onnx --float --out voc.onnx',
        'for a GPU, which gains nothing from 8 bits',
      )
      .example('$0 weights export bvlc --format safetensors --float16 --out small.safetensors', '14 MB'),
  files: { reads: ['model'], writes: ['out'] },
  run: async ({ model: name, format, out, float16, float, json }) => {
    if (format === 'onnx' && float16) {
      throw new RcnnError('bad-option', 'Expected --float16 with --format safetensors, but got onnx.');
    }
    const loaded = await loadModel(name);
    verifyAnyModel(loaded);
    const model = float ? inFloat(loaded) : loaded;
    if (format === 'onnx') await writeOnnx(model, out);
    else await saveModel(out, model.card, model.weights, { dtype: float16 ? 'float16' : 'float32' });
    if (json) await writeJsonLine({ model: name, format, out });
    else say(`Written ${out}`);
  },
};

async function writeOnnx(model: Model, out: string): Promise<void> {
  await writeBeside(out, [onnxOf(model)]);
}

/** Auxiliary heads are left out: they serve training. */
function onnxOf(model: Model): Uint8Array {
  const { card, weights, path } = model;
  const network = googlenet({ ...card.network, auxiliary: false });
  if (card.task === 'classifier') return encodeOnnx(network, weights);
  if (card.task === 'detector') return detectorGraph(model);
  throw new RcnnError(
    'bad-option',
    `Expected a classifier or a detector to export as ONNX, but ${path} is a ${card.task}. Its weights: --format safetensors.`,
  );
}
