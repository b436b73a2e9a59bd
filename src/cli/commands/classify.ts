import type { Classifier, Prediction } from '../../classification/classifier.js';
import { loadClassifier } from '../../classification/load-classifier.js';
import { readNdjsonProposals } from '../../datasets/ndjson/proposals.js';
import { RcnnError, throwIfAborted } from '../../errors.js';
import type { Box } from '../../geometry/box.js';
import type { Boxes } from '../../geometry/boxes.js';
import type { Raster } from '../../imaging/raster.js';
import { decodeImage } from '../../platform/node/decode.js';
import { printableName } from '../../printable.js';
import { type Command, type CommandContext, exitCode } from '../command.js';
import { type EngineOptions, engineOptions } from '../options/engine-options.js';
import { type ImageOptions, imageOptions } from '../options/image-options.js';
import { imageFiles } from '../options/inputs.js';
import { checkCount } from '../options/whole-number.js';
import { milliseconds, print, say, table, writeJsonLine } from '../output/output.js';
import { ProgressBar } from '../output/progress-bar.js';

/** Images decoded side by side and scored in one run of the network. */
const BATCH = 16;

interface Options extends ImageOptions, EngineOptions {
  readonly model: string;
  readonly top: number;
  readonly boxes?: string;
}

export const command: Command<Options> = {
  build: (yargs) =>
    engineOptions(
      imageOptions(yargs)
        .option('model', { type: 'string', default: 'bvlc', describe: 'a model by name or file' })
        .option('top', { type: 'number', default: 5, describe: 'classes to list' })
        .option('boxes', {
          type: 'string',
          describe: 'classify these regions: NDJSON as `propose --json` prints',
        })
        .example('$0 classify cat.jpg', 'the five likeliest classes')
        .example('$0 classify photos/ --json > classes.ndjson', 'a folder, for a script')
        .example(
          '$0 propose cat.jpg --json --count 20 > boxes.ndjson\n$0 classify cat.jpg --boxes boxes.ndjson',
          'regions',
        ),
    ),
  run: classify,
};

async function classify(options: Options, { signal }: CommandContext): Promise<number> {
  checkCount('top', options.top);
  const files = await imageFiles(options.images);
  const boxes = options.boxes === undefined ? undefined : await readNdjsonProposals(options.boxes);
  using classifier = await loadClassifier(options.model, options);
  using bar = new ProgressBar({ unit: 'images' });
  let failed = 0;
  for (let start = 0; start < files.length; start += BATCH) {
    throwIfAborted(signal);
    const batch = files.slice(start, start + BATCH);
    const results = await classifyBatch(classifier, batch, { boxes, top: options.top });
    for (const result of results) {
      if ('error' in result) failed++;
      await (options.json ? writeJsonLine(result) : render(result));
    }
    bar.update({ stage: 'classify', done: start + batch.length, total: files.length, item: batch.at(-1) });
  }
  return failed > 0 ? exitCode.partlyFailed : exitCode.done;
}

interface Decoded {
  readonly image: string;
  readonly raster: Raster;
  readonly decode: number;
}

interface Failed {
  readonly image: string;
  readonly error: string;
}

interface Timings {
  readonly decode: number;
  readonly classify: number;
  readonly total: number;
}

type Result =
  | { image: string; predictions: Prediction[]; timings: Timings }
  | { image: string; regions: { box: Box; predictions: Prediction[] }[]; timings: Timings }
  | Failed;

interface BatchOptions {
  readonly boxes?: ReadonlyMap<string, Boxes>;
  readonly top: number;
}

async function classifyBatch(
  classifier: Classifier,
  files: readonly string[],
  options: BatchOptions,
): Promise<Result[]> {
  const decoded = await Promise.all(files.map(decodeTimed));
  const good = decoded.filter((entry): entry is Decoded => 'raster' in entry);
  const results = new Map<string, Result>();
  if (options.boxes) {
    for (const entry of good) results.set(entry.image, await classifyRegions(classifier, entry, options));
  } else {
    const began = performance.now();
    const predictions = await classifier.classifyImages(
      good.map(({ raster }) => raster),
      options,
    );
    const share = (performance.now() - began) / good.length;
    good.forEach(({ image, decode }, i) => {
      results.set(image, { image, predictions: predictions[i], timings: timings(decode, share) });
    });
  }
  return decoded.map((entry) => ('error' in entry ? entry : results.get(entry.image)!));
}

async function classifyRegions(
  classifier: Classifier,
  { image, raster, decode }: Decoded,
  { boxes, top }: BatchOptions,
): Promise<Result> {
  const own = boxes?.get(image)?.toArray();
  if (!own) return { image, error: `Expected a line for ${image} in the file of boxes, but found none.` };
  const began = performance.now();
  const predictions = await classifier.classifyRegions(raster, own, { top });
  const regions = own.map((box, i) => ({ box, predictions: predictions[i] }));
  return { image, regions, timings: timings(decode, performance.now() - began) };
}

async function decodeTimed(image: string): Promise<Decoded | Failed> {
  const began = performance.now();
  try {
    return { image, raster: await decodeImage(image), decode: performance.now() - began };
  } catch (error) {
    if (!(error instanceof RcnnError)) throw error;
    return { image, error: error.message };
  }
}

function timings(decode: number, classify: number): Timings {
  return {
    decode: milliseconds(decode),
    classify: milliseconds(classify),
    total: milliseconds(decode + classify),
  };
}

async function render(result: Result): Promise<void> {
  if ('error' in result) say(`\n${result.error}`);
  else await print(`\n${printableName(result.image)}\n${describe(result)}`);
}

function describe(result: Exclude<Result, Failed>): string {
  const row = ({ class: name, wnid, score }: Prediction) => [(100 * score).toFixed(1), name, wnid ?? ''];
  if ('predictions' in result) {
    return table(result.predictions.map(row), { head: ['%', 'class', 'wnid'], right: [0] });
  }
  const rows = result.regions.map(({ box, predictions }) => [
    [box.x1, box.y1, box.x2, box.y2].map((side) => Math.round(side)).join(' '),
    predictions.map(({ class: name, score }) => `${name} ${(100 * score).toFixed(0)} %`).join(', '),
  ]);
  return table(rows, { head: ['x1 y1 x2 y2', 'classes'] });
}
