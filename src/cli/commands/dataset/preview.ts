import { wholeFrom1 } from '../../../check-arguments.js';
import type { Dataset } from '../../../datasets/records.js';
import { RcnnError } from '../../../errors.js';
import { labelSheet } from '../../../pictures/label-sheet.js';
import { imageFormatOf, writeImage } from '../../../pictures/write-image.js';
import { keyedStream } from '../../../random/keyed-stream.js';
import type { Command } from '../../command.js';
import { type DatasetOptions, datasetOptions, readChosen } from '../../options/dataset-options.js';
import { fieldOptions } from '../../options/fields.js';
import { say, warn, writeJsonLine } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';

interface Options extends DatasetOptions {
  readonly out: string;
  readonly count: number;
  readonly class?: string;
  readonly seed: number;
}

/** Labels can be read, and the pictures of most data sets are not enlarged. */
const TILE = 400;

export const command: Command<Options> = {
  build: (yargs) =>
    fieldOptions(
      datasetOptions(yargs).option('out', {
        type: 'string',
        demandOption: true,
        describe: 'picture to write: .png, .jpg or .webp',
      }),
      { count: wholeFrom1.default(20) },
      { count: 'at most this many photographs, drawn at random' },
    )
      .option('class', { type: 'string', describe: 'only photographs with this class' })
      .option('seed', { type: 'number', default: 1, describe: 'of the random choice' })
      .example('$0 dataset preview my-labels --out sheet.png', 'look at the labels before training on them')
      .example('$0 dataset preview my-labels --class mug --count 60 --out mugs.png', ''),
  files: { reads: ['path', 'images', 'meta'], writes: ['out'] },
  run: async (options, context) => {
    const { out, json } = options;
    imageFormatOf(out);
    const dataset = await readChosen(options, context);
    const images = chosen(dataset, options);
    using bar = new ProgressBar({ unit: 'photographs', quiet: json });
    const work = { signal: context.signal, onProgress: bar.update };
    const { sheet, unreadable } = await labelSheet(dataset, { images, tile: TILE, ...work });
    if (unreadable.length === images.length) {
      throw new RcnnError(
        'file-not-found',
        `Expected photographs, but none of ${images.length} can be read: ${unreadable[0]}`,
      );
    }
    for (const message of unreadable.slice(0, 3)) warn(message);
    await writeImage(out, sheet);
    const written = {
      out,
      photographs: images.length,
      of: dataset.images.length,
      unreadable: unreadable.length,
    };
    if (json) await writeJsonLine(written);
    else
      say(
        `${out}: ${images.length} of ${dataset.images.length} photographs${unreadable.length > 0 ? `, ${unreadable.length} of them unreadable` : ''}`,
      );
  },
};

/** A random choice, in the data set's order. */
function chosen({ images, classes, truth }: Dataset, { count, class: wanted, seed }: Options): number[] {
  const index = classes.findIndex(({ name }) => name === wanted);
  if (wanted !== undefined && index < 0) {
    const names = classes.map(({ name }) => name).join(', ');
    throw new RcnnError('bad-option', `Expected --class to be one of ${names}, but got "${wanted}".`);
  }
  const showing = new Set(truth.image.filter((_, row) => truth.class[row] === index));
  const candidates = [...images.keys()].filter((image) => wanted === undefined || showing.has(image));
  if (candidates.length === 0) {
    throw new RcnnError(
      'bad-dataset',
      `Expected photographs${wanted === undefined ? '' : ` with ${wanted}`}, but there are none.`,
    );
  }
  const random = keyedStream(seed);
  const keys = new Map(candidates.map((image) => [image, random()]));
  const drawn = candidates.sort((a, b) => keys.get(a)! - keys.get(b)!).slice(0, count);
  return drawn.sort((a, b) => a - b);
}
