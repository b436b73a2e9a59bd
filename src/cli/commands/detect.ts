import type { BatchResult, Detected } from '../../../detection/detector.js';
import { type LoadDetectorOptions, loadDetector } from '../../../detection/load-detector.js';
import { FileProposals } from '../../../proposals/file-proposals.js';
import { METHODS } from '../../../proposals/methods.js';
import { detectionLine } from '../../datasets/ndjson/detections.js';
import { readNdjsonProposals } from '../../datasets/ndjson/proposals.js';
import { isFile } from '../../datasets/text.js';
import { RcnnError } from '../../errors.js';
import { picturePaths, stagePaths, writeAnnotated } from '../../pictures/annotate.js';
import { explainAll, stageFiles } from '../../pictures/stage-pictures.js';
import { type Command, type CommandContext, exitCode } from '../command.js';
import { type EngineOptions, engineOptions } from '../options/engine-options.js';
import { type ImageOptions, imageOptions } from '../options/image-options.js';
import { imageFiles } from '../options/inputs.js';
import { keepImages } from '../options/keep-sources.js';
import {
  type MultiBoxOption,
  multiBoxOption,
  type RegionOptions,
  regionOptions,
} from '../options/proposal-options.js';
import { checkCount } from '../options/whole-number.js';
import { milliseconds, say, table, writeJsonLine } from '../output/output.js';
import { ProgressBar } from '../output/progress-bar.js';

interface Options extends ImageOptions, EngineOptions, RegionOptions, MultiBoxOption {
  readonly model: string;
  readonly threshold: number;
  readonly proposals: string;
  readonly out?: string;
  readonly explain?: string;
}

export const command: Command<Options> = {
  build: (yargs) =>
    regionOptions(
      engineOptions(
        multiBoxOption(imageOptions(yargs))
          .option('model', { type: 'string', default: 'voc', describe: 'a model by name or file' })
          .option('threshold', { type: 'number', default: 0.3, describe: 'least score, 0 to 1' })
          .option('proposals', {
            type: 'string',
            default: 'selective-search',
            describe:
              'where to look: selective-search, multibox, both (200 boxes of MultiBox first), or a file of boxes as `propose --json` writes it',
          })
          .option('out', { type: 'string', describe: 'draw the boxes: a picture, or a folder of them' })
          .option('explain', {
            type: 'string',
            describe: 'folder for a picture a stage: segments, proposals, regions, before and after NMS',
          }),
      ),
    )
      .example('detect cat.jpg', 'what is in the picture, and where')
      .example('detect cat.jpg --out found.png', 'draws the boxes')
      .example('detect cat.jpg --explain stages', 'looks into every stage')
      .example('detect cat.jpg --proposals both', "GoogLeNet's setting: MultiBox and selective search")
      .example('detect photos/ --json > found.ndjson', 'a folder, for a script')
      .example(
        "detect 'photos/*.png' --threshold 0.6 --regions crops",
        'only sure ones, seen as in the paper',
      ),
  files: { reads: ['images', 'model', 'proposals', 'multibox'], writes: ['out', 'explain'] },
  run: detect,
};

async function detect(options: Options, { signal }: CommandContext): Promise<number> {
  checkCount('count', options.count);
  const files = await imageFiles(options.images);
  const pictures = options.out === undefined ? undefined : await picturePaths(options.out, files);
  if (pictures) await keepImages(files, { option: '--out', pictures: pictures.values() });
  const stems = options.explain === undefined ? undefined : stagePaths(options.explain, files);
  if (stems) await keepImages(files, { option: '--explain', pictures: stageFiles(stems.values()) });
  const proposals = await proposalsOf(options);
  const { model, engine, threads, regions, count, threshold, multibox } = options;
  // No thread of its own, which would take time to start: nothing else waits for this event loop.
  const chosen = { engine, threads, regions, count, threshold, multibox, proposals, worker: false };
  using detector = await loadDetector(model, chosen);
  using bar = new ProgressBar({ unit: 'images', quiet: files.length === 1 });
  const results = stems ? explainAll(detector, stems) : detector.detectAll(files);
  return await run(results, {
    json: options.json,
    pictures,
    signal,
    total: files.length,
    onDone: (done, item) => bar.update({ stage: 'detect', done, total: files.length, item }),
  });
}

async function proposalsOf({ proposals: name }: Options): Promise<LoadDetectorOptions['proposals']> {
  const method = METHODS.find((one) => one === name);
  if (method) return method;
  if (await isFile(name)) return new FileProposals(await readNdjsonProposals(name));
  throw new RcnnError(
    'bad-option',
    `Expected --proposals to be ${METHODS.join(', ')} or a file that \`propose --json\` wrote, but there is no file ${name}.`,
  );
}

interface RunOptions {
  readonly json: boolean;
  readonly pictures?: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
  readonly total: number;
  readonly onDone: (done: number, file: string) => void;
}

async function run(
  results: AsyncIterable<FileResult>,
  { json, pictures, signal, total, onDone }: RunOptions,
): Promise<number> {
  let done = 0;
  let failed = 0;
  for await (const result of results) {
    if ('error' in result) failed++;
    else if (pictures) await writeAnnotated(result.source, pictures.get(result.source)!, result.detections);
    await (json ? writeJsonLine(jsonOf(result)) : say(describe(result)));
    onDone(++done, result.source);
    if (signal.aborted) {
      say(`Stopped after ${done} of ${total} images.`);
      return exitCode.interrupted;
    }
  }
  return failed > 0 ? exitCode.partlyFailed : exitCode.done;
}

type FileResult = BatchResult<string>;

function jsonOf(result: FileResult) {
  if ('error' in result) return { image: result.source, error: result.error.message };
  const timings = Object.entries(result.timings).map(([step, time]) => [step, milliseconds(time)]);
  return detectionLine(result.source, result, Object.fromEntries(timings));
}

function describe(result: FileResult): string {
  return 'error' in result ? failure(result.error) : found(result.source, result);
}

function failure(error: RcnnError): string {
  return `\n${error.message}`;
}

function found(image: string, { detections, best, timings, width, height }: Detected): string {
  const head = `\n${image}  ${width} x ${height}, ${(timings.total / 1000).toFixed(2)} s`;
  if (detections.length === 0) {
    // Cut, not rounded: 0.299 is below 0.3.
    const nearest = best ? ` (best: ${best.class} ${(Math.floor(100 * best.score) / 100).toFixed(2)})` : '';
    return `${head}\nnothing above the threshold${nearest}`;
  }
  const rows = detections.map(({ class: name, score, box }) => [
    name,
    score.toFixed(2),
    ...[box.x1, box.y1, box.x2, box.y2].map((side) => Math.round(side)),
  ]);
  return `${head}\n${table(rows, { head: ['class', 'score', 'x1', 'y1', 'x2', 'y2'], right: [1, 2, 3, 4, 5] })}`;
}
