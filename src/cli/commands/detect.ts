import type { BatchResult, Detector, Explained } from '../../../detection/detector.js';
import { loadDetector } from '../../../detection/load-detector.js';
import { type DetectOptions, loadDetectorSchema } from '../../../detection/options.js';
import { traceObject } from '../../../detection/trace-object.js';
import type { Format } from '../../datasets/formats.js';
import { detectionLine } from '../../datasets/ndjson/detections.js';
import { expectedError, RcnnError } from '../../errors.js';
import type { Box } from '../../geometry/box.js';
import { printableName } from '../../printable.js';
import { detectorProposals, expectMultiBoxUsed } from '../../runs/detector-proposals.js';
import { type Command, type CommandContext, exitCode } from '../command.js';
import { LabelCollector } from '../dataset/label-collector.js';
import { expectOwnFolder, labelFormats } from '../dataset/pre-labels.js';
import { type EngineOptions, engineOptions } from '../options/engine-options.js';
import { codeOfFailures, type ErrorsOption, errorsOption } from '../options/errors-option.js';
import { fieldOptions } from '../options/fields.js';
import {
  type ImageOptions,
  imageOptions,
  type StrictOption,
  strictOption,
} from '../options/image-options.js';
import { imageFiles } from '../options/inputs.js';
import { MODELS_HELP, modelsOf } from '../options/model-option.js';
import { expectInside, parseObject } from '../options/object-option.js';
import {
  type MultiBoxOption,
  multiBoxOption,
  PROPOSALS_HELP,
  type RegionOptions,
  regionOptions,
} from '../options/proposal-options.js';
import { shownInput } from '../options/standard-input.js';
import { detectionText, traceText } from '../output/detection-text.js';
import { fail, milliseconds, print, say, warn, writeJsonLine } from '../output/output.js';
import { ProgressBar } from '../output/progress-bar.js';
import { ResultPictures } from '../output/result-pictures.js';

interface Options
  extends ImageOptions,
    StrictOption,
    ErrorsOption,
    EngineOptions,
    RegionOptions,
    MultiBoxOption {
  readonly model: string;
  readonly threshold?: number | undefined;
  readonly proposals?: string | undefined;
  readonly out?: string;
  readonly format?: Format;
  readonly explain?: string;
  readonly explainObject?: string;
}

const examples: [string, string][] = [
  ['detect cat.jpg', 'what is in the picture, and where'],
  ['detect cat.jpg --out found.png', 'draws the boxes'],
  ['detect cat.jpg --explain stages', 'a picture of every stage'],
  ['detect cat.jpg --explain-object "10,20,200,180"', 'why an object was missed'],
  ['detect cat.jpg --proposals selective-search', "R-CNN's proposals, without MultiBox"],
  ['detect cat.jpg --model a.safetensors,b.safetensors', 'models of the same classes, averaged'],
  ['detect photos/ --json > found.ndjson', 'a folder, for a script'],
  ['detect photos/ --model mine.safetensors --out labels --format yolo', 'labels, to correct'],
  ["detect 'photos/*.png' --threshold 0.7", 'only sure ones'],
];

export const command: Command<Options> = {
  build: (yargs) =>
    regionOptions(
      engineOptions(
        fieldOptions(
          multiBoxOption(errorsOption(strictOption(imageOptions(yargs)))),
          loadDetectorSchema.shape,
          {
            model: MODELS_HELP,
            threshold: "lowest score, 0 to 1 [the class's threshold on the model's card, else 0.3]",
            proposals: PROPOSALS_HELP,
          },
        )
          .option('out', { type: 'string', describe: 'draw the boxes: a picture, or a folder of them' })
          .option('format', {
            choices: labelFormats,
            describe:
              'with --out: write labels to correct in a labelling tool, with the photographs, instead',
          })
          .option('explain', {
            type: 'string',
            describe:
              'folder for a picture per stage: segments, proposals, regions, before and after NMS, evidence',
          })
          .option('explain-object', {
            type: 'string',
            describe: '"x1,y1,x2,y2": trace this object, from its nearest proposal to the threshold',
          }),
      ),
    ).example(examples),
  files: { reads: ['images', 'model', 'proposals', 'multibox'], writes: ['out', 'explain'] },
  run: detect,
};

async function detect(options: Options, context: CommandContext): Promise<number> {
  const object = options.explainObject === undefined ? undefined : parseObject(options.explainObject);
  if (options.proposals !== undefined) expectMultiBoxUsed(options.multibox, options.proposals);
  const files = await imageFiles(options.images);
  const { out, format } = options;
  if (format !== undefined) await expectOwnFolder(labelFolder(out, files), format);
  const drawn = { out: format === undefined ? out : undefined, explain: options.explain };
  const pictures = await ResultPictures.of(drawn, files);
  const proposals = options.proposals === undefined ? undefined : await detectorProposals(options.proposals);
  const { strict, model, engine, threads, regions, count, threshold, multibox, json, errors } = options;
  // No thread of its own, which would take time to start: nothing else waits for this event loop.
  const looks = { regions, count, threshold, multibox, proposals };
  using detector = await loadDetector({ model: modelsOf(model), engine, threads, ...looks, worker: false });
  expectMultiBoxUsed(multibox, options.proposals ?? detector.settings.proposals);
  const { signal } = context;
  const labels =
    format === undefined ? undefined : new LabelCollector({ out: out!, files, format, detector, threshold });
  await labels?.expectReplaceable();
  const asked = labels === undefined ? {} : { threshold: labels.asked };
  const results =
    pictures.ofStages || object
      ? explainAll(detector, files, { object, signal, strict })
      : detector.detectAll(files, { signal, strict, raster: pictures.ofBoxes, ...asked });
  const shown = { json, errors, pictures, object, detector, signal, files, labels };
  const code = await run(results, shown);
  pictures.say();
  // Whoever stops it keeps the labels of what is done; the same command replaces them.
  await labels?.write(code === exitCode.interrupted ? {} : { signal });
  return code;
}

/** @throws RcnnError `bad-option` where labels cannot be written */
function labelFolder(out: string | undefined, files: readonly string[]): string {
  if (out === undefined)
    throw new RcnnError('bad-option', 'Expected --out, the folder of labels, with --format.');
  const given = files.find((file) => shownInput(file) !== file);
  if (given === undefined) return out;
  throw new RcnnError(
    'bad-option',
    'Expected photographs in files with --format, but got one on standard input.',
  );
}

/** As `detectAll`, every stage kept, one image at a time. */
async function* explainAll(
  detector: Detector,
  files: readonly string[],
  { object, ...options }: { readonly object: Box | undefined } & Pick<DetectOptions, 'signal' | 'strict'>,
): AsyncGenerator<FileResult> {
  for (const source of files) {
    try {
      const explained = await detector.explain(source, options);
      if (object) expectInside(object, explained, source);
      yield { source, ...explained };
    } catch (error) {
      const expected = expectedError(error);
      if (expected.code === 'aborted') throw expected;
      yield { source, error: expected };
    }
  }
}

type FileResult = BatchResult<string> | ({ readonly source: string } & Explained);

interface RunOptions extends ErrorsOption {
  readonly json: boolean;
  readonly pictures: ResultPictures;
  readonly object: Box | undefined;
  readonly detector: Detector;
  readonly signal: AbortSignal;
  readonly files: readonly string[];
  readonly labels: LabelCollector | undefined;
}

async function run(results: AsyncIterable<FileResult>, options: RunOptions): Promise<number> {
  const { files, signal } = options;
  const total = files.length;
  using bar = new ProgressBar({ unit: 'images', quiet: total === 1 });
  let done = 0;
  let failed = 0;
  bar.update({ stage: 'detect', done, total });
  try {
    for await (const result of results) {
      if (!(await report(result, options))) failed++;
      bar.update({ stage: 'detect', done: ++done, total, item: result.source });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    bar.end();
    const next = files[done];
    const rest = next === undefined ? '' : `; ${printableName(shownInput(next))} would be next`;
    say(`Stopped after ${done} of ${total} images${rest}.`);
    return exitCode.interrupted;
  }
  bar.end();
  if (failed > 0 && total > 1) say(`\n${failed} of ${total} images failed.`);
  return codeOfFailures(failed, options);
}

/** @returns whether the image could be read, and the object asked for lies in it */
async function report(
  result: FileResult,
  { json, pictures, object, detector, signal, labels }: RunOptions,
): Promise<boolean> {
  const { source } = result;
  const name = shownInput(source);
  if ('error' in result) {
    const message = shownInput(result.error.message);
    if (json) await writeJsonLine({ image: name, error: message });
    else fail(message);
    return false;
  }
  const shown = labels?.add(source, result) ?? result;
  const stages = 'candidates' in result ? result : undefined;
  for (const message of result.warnings ?? []) warn(shownInput(message));
  // Crops keep no map in which evidence could be looked for.
  const evidence = detector.settings.regions === 'shared' ? { detector } : {};
  if (stages) await pictures.drawStages(source, stages, { ...evidence, signal });
  await pictures.drawBoxes(source, shown);
  const trace = object && stages ? traceObject(stages, detector.classes, object) : undefined;
  const times = Object.entries(result.timings).map(([step, time]) => [step, milliseconds(time)]);
  const line = detectionLine(name, shown, Object.fromEntries(times));
  if (json) await writeJsonLine(trace ? { ...line, explanation: trace } : line);
  else await print(detectionText(name, shown));
  if (trace && stages && !json) await print(traceText(trace, stages));
  return true;
}
