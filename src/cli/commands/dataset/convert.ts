import { missingResults } from '../../../../eval/missing.js';
import {
  type Format,
  formats,
  readDataset,
  readDetections,
  writeDataset,
  writeDetections,
} from '../../../datasets/formats.js';
import { withMeta } from '../../../datasets/ilsvrc/meta.js';
import type { Dataset } from '../../../datasets/records.js';
import type { Command } from '../../command.js';
import { warnOfResults } from '../../evaluation/input.js';
import { say, writeJsonLine } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';

interface Options {
  readonly path: string;
  readonly to: Format;
  readonly out: string;
  readonly format: Format | 'auto';
  readonly split: string | undefined;
  readonly detections: string | undefined;
  readonly 'detections-format': Format | 'auto';
  readonly classes: readonly string[] | undefined;
  readonly meta: string | undefined;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .positional('path', {
        type: 'string',
        demandOption: true,
        describe: 'the data set: VOC year folder, COCO instances JSON, ILSVRC root or NDJSON',
      })
      .option('to', { choices: formats, demandOption: true, describe: 'form to write' })
      .option('out', {
        type: 'string',
        demandOption: true,
        describe: 'file (coco, ndjson) or folder to write',
      })
      .option('format', {
        choices: ['auto', ...formats] as const,
        default: 'auto' as const,
        describe: 'form of the data set, where the path does not tell',
      })
      .option('split', { type: 'string', describe: 'image list to read and to write (default val)' })
      .option('detections', {
        type: 'string',
        describe: 'convert these results on the data set, not the data set',
      })
      .option('detections-format', {
        choices: ['auto', ...formats] as const,
        default: 'auto' as const,
        describe: 'form of the results, where the path does not tell',
      })
      .option('classes', { type: 'string', array: true, describe: 'convert these alone' })
      .option('meta', {
        type: 'string',
        describe:
          "ILSVRC's list of classes, lines <id>,<wnid>,<name>; gives ids and wnids to classes by name",
      })
      .option('json', { type: 'boolean', default: false, describe: 'say what was written as JSON' })
      .example('$0 dataset convert VOC2012 --split val --to coco --out val.json', 'truth')
      .example('$0 dataset convert VOC2012 --detections results/ --to coco --out results.json', 'results'),
  run: async (options, { signal }) => {
    const { path, to, out, format, split, classes, meta } = options;
    using bar = new ProgressBar({ unit: 'files', quiet: options.json });
    const work = { signal, onProgress: bar.update, ...(split !== undefined && { split }) };
    const named = { ...(classes && { classes }), ...(meta !== undefined && { meta }) };
    const dataset = await readDataset(path, { format, ...named, ...work });
    const target = to === 'ilsvrc-det' && meta !== undefined ? await withMeta(dataset, meta) : dataset;
    const written = {
      out,
      format: to,
      images: dataset.images.length,
      ...(await write(target, options, work)),
    };
    if (options.json) await writeJsonLine(written);
    else {
      const rows = 'objects' in written ? `${written.objects} objects` : `${written.detections} detections`;
      const rest =
        'leftOut' in written && written.leftOut > 0
          ? `; ${written.leftOut} of other classes are left out`
          : '';
      say(`${out}: ${rows} of ${written.images} images as ${to}${rest}`);
    }
  },
};

async function write(
  dataset: Dataset,
  { to, out, detections, 'detections-format': detectionsFormat }: Options,
  work: { readonly signal: AbortSignal; readonly split?: string },
): Promise<{ objects: number } | { detections: number; leftOut: number }> {
  if (detections === undefined) {
    await writeDataset(out, dataset, to, work);
    return { objects: dataset.truth.length };
  }
  const results = await readDetections(detections, dataset, { format: detectionsFormat, ...work });
  // What is written names every image and class: nobody could tell any more.
  await warnOfResults(
    { path: detections, missing: missingResults({ ...dataset, detections: results }, {}) },
    dataset,
  );
  await writeDetections(out, results, dataset, to, work);
  const leftOut = results.class.reduce((sum, index) => sum + Number(index < 0), 0);
  return { detections: results.length - leftOut, leftOut };
}
