import { detectorRecord } from '../../../../detection/record.js';
import { evaluateDetections } from '../../../../eval/evaluate.js';
import { balancedThresholds } from '../../../training/detector/balanced-thresholds.js';
import { loadModel, saveModel } from '../../../weights/model-file.js';
import type { Command } from '../../command.js';
import { readResults, readTruth } from '../../evaluation/input.js';
import { type TruthOptions, truthOptions } from '../../options/evaluation-options.js';
import { say, table, writeJsonLine } from '../../output/output.js';

interface Options extends TruthOptions {
  readonly model: string;
  readonly detections: string;
  readonly out: string;
}

export const command: Command<Options> = {
  build: (yargs) =>
    truthOptions(
      yargs
        .positional('model', { type: 'string', demandOption: true, describe: 'a detector by name or file' })
        .option('detections', {
          type: 'string',
          demandOption: true,
          describe: 'its results on photographs that it was not trained on, from score 0.01',
        })
        .option('out', {
          type: 'string',
          demandOption: true,
          describe: 'the detector to write, .safetensors',
        }),
    ).example(
      '$0 weights thresholds mine.safetensors --truth VOC2012 --detections runs/evaluate/... --out better.safetensors',
      'detect then shows what reaches the threshold of its class',
    ),
  files: { reads: ['model', 'truth', 'detections'], writes: ['out'] },
  run: async (options, { signal }) => {
    const model = await loadModel(options.model);
    const record = detectorRecord(model);
    const dataset = await readTruth(options, { signal });
    const { detections } = await readResults(options.detections, dataset, options, { signal });
    const judged = evaluateDetections({ ...dataset, detections, protocol: 'voc2010', curves: true });
    const all = balancedThresholds(judged);
    const names = model.card.classes.map(({ name }) => name).filter((name) => name in all);
    const thresholds = Object.fromEntries(names.map((name) => [name, all[name]!]));
    const { sha256: _, ...card } = model.card;
    const dtype = model.storedType === 'float32' ? 'float32' : 'float16';
    const { out, json } = options;
    await saveModel(out, { ...card, head: { ...record, thresholds } }, model.weights, { dtype });
    if (json) return writeJsonLine({ out, thresholds });
    const rows = names.map((name) => [name, String(all[name])]);
    say(`${table(rows, { head: ['class', 'threshold'], right: [1] })}\n\nWritten ${out}`);
  },
};
