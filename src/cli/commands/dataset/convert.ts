import { missingResults } from '../../../../eval/missing.js';
import { counted } from '../../../counted.js';
import {
  type Format,
  formats,
  type ReadDatasetOptions,
  readDataset,
  readDetections,
  resultFormats,
  writeDetections,
} from '../../../datasets/formats.js';
import { withMeta } from '../../../datasets/ilsvrc/meta.js';
import { type PhotographMode, photographModes } from '../../../datasets/place-photographs.js';
import type { Dataset } from '../../../datasets/records.js';
import type { LongWork } from '../../../progress.js';
import type { Command } from '../../command.js';
import { placeForLabels, sayWrittenOver, writeLabels } from '../../dataset/write-labels.js';
import { warnOfResults } from '../../evaluation/input.js';
import { type DatasetOptions, datasetOptions } from '../../options/dataset-options.js';
import { Notes } from '../../output/notes.js';
import { say, warn, writeJsonLine } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';

interface Options extends DatasetOptions {
  readonly to: Format;
  readonly out: string;
  readonly detections?: string;
  readonly 'detections-format': Format | 'auto';
  readonly classes?: readonly string[];
  readonly photographs: PhotographMode;
}

export const command: Command<Options> = {
  build: (yargs) =>
    datasetOptions(yargs)
      .option('to', { choices: formats, demandOption: true, describe: 'format to write' })
      .option('out', {
        type: 'string',
        demandOption: true,
        describe: 'folder to write, or a file (coco, cvat, labelstudio, ndjson)',
      })
      .option('photographs', {
        choices: photographModes,
        default: 'none' as const,
        describe: 'copy the photographs too, or link them: takes no space, but it is the same file',
      })
      .option('detections', {
        type: 'string',
        describe: 'convert these results on the data set in place of its labels [of the split val]',
      })
      .option('detections-format', {
        choices: ['auto', ...resultFormats] as const,
        default: 'auto' as const,
        describe: 'format of the results, where it is not recognised',
      })
      .option('classes', { type: 'string', array: true, describe: 'convert only these' })
      .example('$0 dataset convert VOC2012 --split val --to coco --out val.json', 'truth')
      .example(
        '$0 dataset convert my-labels --to yolo --out yolo --photographs link',
        'ready to train elsewhere',
      )
      .example('$0 dataset convert VOC2012 --detections results/ --to coco --out results.json', 'results'),
  files: { reads: ['path', 'detections', 'meta', 'images'], writes: ['out'], fills: ['out'] },
  run: async (options, { signal }) => {
    const { path, to, format, split, classes, meta, detections } = options;
    const out = await placeForLabels(options, to);
    using bar = new ProgressBar({ unit: 'files', quiet: options.json });
    const work = { signal, onProgress: bar.update, ...(split !== undefined && { split }) };
    const use = detections === undefined ? 'all' : 'evaluate';
    const named = {
      ...(classes && { classes }),
      ...(meta !== undefined && { meta }),
      ...(options.images !== undefined && { imageRoot: options.images }),
    };
    const dataset = await read(path, { format, use, ...named, ...work });
    const target = to === 'ilsvrc-det' && meta !== undefined ? await withMeta(dataset, meta) : dataset;
    const written = {
      out,
      format: to,
      images: dataset.images.length,
      ...(await write(target, { ...options, out }, work)),
    };
    if (options.json) await writeJsonLine(written);
    else {
      const rows =
        'objects' in written ? counted(written.objects, 'object') : counted(written.detections, 'detection');
      const rest =
        'leftOut' in written && written.leftOut > 0
          ? `; ${written.leftOut} of other classes are left out`
          : '';
      say(`${out}: ${rows} of ${counted(written.images, 'image')} as ${to}${rest}`);
    }
  },
};

/** What the reader put right or left out is said before anything is written. */
async function read(path: string, options: ReadDatasetOptions): Promise<Dataset> {
  using notes = new Notes();
  return await readDataset(path, { ...options, onNote: notes.add });
}

async function write(
  dataset: Dataset,
  { path, to, out, photographs, detections, 'detections-format': detectionsFormat }: Options,
  work: LongWork & { readonly signal: AbortSignal; readonly split?: string },
): Promise<{ objects: number } | { detections: number; leftOut: number }> {
  if (detections === undefined) {
    // Labels that were looked for in the wrong place look like this.
    if (dataset.truth.length === 0) warn(`${path} has ${dataset.images.length} images and no object.`);
    await writeLabels(dataset, { path: out, format: to, photographs, ...work });
    return { objects: dataset.truth.length };
  }
  const results = await readDetections(detections, dataset, { format: detectionsFormat, ...work });
  // What is written names every image and class: nobody could tell any more.
  const missing = missingResults({ ...dataset, detections: results }, {});
  await warnOfResults({ path: detections, missing, hints: [], detections: results }, dataset);
  const split = work.split ?? dataset.images[0]?.split;
  sayWrittenOver(out);
  await writeDetections(out, results, dataset, to, { ...work, ...(split !== undefined && { split }) });
  const leftOut = results.class.reduce((sum, index) => sum + Number(index < 0), 0);
  return { detections: results.length - leftOut, leftOut };
}
