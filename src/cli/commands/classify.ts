import type { Classifier } from '../../classification/classifier.js';
import { loadClassifier } from '../../classification/load-classifier.js';
import { classifySchema } from '../../classification/options.js';
import type {
  Classified,
  ClassifiedRegions,
  ClassifyTimings,
  Prediction,
} from '../../classification/results.js';
import type { Crops } from '../../classification/views.js';
import { readNdjsonRegions } from '../../datasets/ndjson/regions.js';
import { RcnnError } from '../../errors.js';
import type { Box } from '../../geometry/box.js';
import { stagePaths } from '../../pictures/annotate.js';
import { CLASSIFICATION_ENDINGS, explainClassification } from '../../pictures/classification-pictures.js';
import { pictureFiles } from '../../pictures/picture-files.js';
import { explainRegions } from '../../pictures/region-pictures.js';
import { printableName } from '../../printable.js';
import type { Command, CommandContext } from '../command.js';
import { type EngineOptions, engineOptions } from '../options/engine-options.js';
import { codeOfFailures, type ErrorsOption, errorsOption } from '../options/errors-option.js';
import { fieldOptions } from '../options/fields.js';
import { type ImageOptions, imageOptions } from '../options/image-options.js';
import { imageFiles } from '../options/inputs.js';
import { keepImages } from '../options/keep-sources.js';
import { MODELS_HELP, modelsOf } from '../options/model-option.js';
import { shownInput } from '../options/standard-input.js';
import { sayNumbered } from '../output/numbered-names.js';
import { fail, milliseconds, print, say, table, writeJsonLine } from '../output/output.js';
import { ProgressBar } from '../output/progress-bar.js';
import { sayPictures } from '../output/say-pictures.js';

interface Options extends ImageOptions, ErrorsOption, EngineOptions {
  readonly model: string;
  readonly top: number;
  readonly crops: Crops;
  readonly boxes?: string;
  readonly explain?: string;
  readonly evidence?: string;
  readonly layer?: string;
}

const examples: [string, string][] = [
  ['$0 classify cat.jpg', 'the five most probable classes'],
  ['$0 classify cat.jpg --crops 144 --explain pictures', "the paper's 144 crops, and what each says"],
  [
    '$0 classify cat.jpg --explain pictures --layer inception_4a/3x3',
    'the maps of one branch of an inception module',
  ],
  [
    '$0 detect cat.jpg --json > found.ndjson\n$0 classify cat.jpg --boxes found.ndjson --explain pictures',
    'what it sees in the boxes of a detector',
  ],
  ['$0 classify cat.jpg --model a.safetensors,b.safetensors', 'the mean of two models'],
  ['$0 classify photos/ --json > classes.ndjson', 'a folder, for a script'],
  [
    '$0 propose cat.jpg --json --count 20 > boxes.ndjson\n$0 classify cat.jpg --boxes boxes.ndjson',
    'regions',
  ],
];

export const command: Command<Options> = {
  build: (yargs) =>
    engineOptions(
      fieldOptions(
        errorsOption(imageOptions(yargs)).option('model', {
          type: 'string',
          default: 'bvlc',
          describe: MODELS_HELP,
        }),
        classifySchema.shape,
        {
          top: 'classes to list',
          crops: "crops per image, averaged: the centre; corners and centre, mirrored; the paper's 144",
        },
      )
        .option('boxes', {
          type: 'string',
          describe: 'classify these regions: what `detect --json` or `propose --json` printed',
        })
        .option('explain', {
          type: 'string',
          describe:
            'folder for pictures: every view with its vote, and the evidence for the best class; of regions the evidence',
        })
        .option('evidence', {
          type: 'string',
          implies: 'explain',
          describe: 'draw the evidence for this class instead, by name or wnid',
        })
        .option('layer', {
          type: 'string',
          implies: 'explain',
          describe: 'draw what the channels of this layer see as well; `summary` names the layers',
        })
        .example(examples),
    ),
  files: { reads: ['images', 'model', 'boxes'], writes: ['explain'] },
  run: classify,
};

async function classify(options: Options, { signal }: CommandContext): Promise<number> {
  if (options.boxes !== undefined && options.crops !== 1) {
    throw new RcnnError(
      'bad-option',
      'Expected --boxes without --crops: regions are looked at once, with their surroundings.',
    );
  }
  const files = await imageFiles(options.images);
  const stems = options.explain === undefined ? undefined : await stemsOf(options.explain, files);
  const { engine, threads, top, crops } = options;
  const model = modelsOf(options.model);
  // No thread of its own, which would take time to start: nothing else waits for this event loop.
  using classifier = await loadClassifier({ model, engine, threads, worker: false });
  using bar = new ProgressBar({ unit: 'images', quiet: files.length === 1 });
  const results =
    options.boxes === undefined
      ? wholeImages(classifier, files, { top, crops, signal })
      : regions(classifier, files, { boxes: await readNdjsonRegions(options.boxes), top, signal });
  let done = 0;
  let failed = 0;
  let drawn = 0;
  bar.update({ stage: 'classify', done, total: files.length });
  for await (const result of results) {
    if ('error' in result) failed++;
    else if (stems) {
      const of = { ...options, stem: stems.get(result.image)!, signal };
      drawn += (await drawnOf(classifier, result, of)).length;
    }
    const shown = asGiven(result);
    await (options.json ? writeJsonLine(shown) : render(shown));
    bar.update({ stage: 'classify', done: ++done, total: files.length, item: result.image });
  }
  bar.end();
  if (options.explain !== undefined) sayPictures(options.explain, drawn);
  if (failed > 0 && files.length > 1) say(`\n${failed} of ${files.length} images failed.`);
  return codeOfFailures(failed, options);
}

interface Failed {
  readonly image: string;
  readonly error: string;
}

type Result =
  | { image: string; predictions: Prediction[]; timings: ClassifyTimings }
  | ({ image: string } & Pick<ClassifiedRegions, 'regions' | 'timings'>)
  | Failed;

/** Where the pictures of each photograph go. */
async function stemsOf(explain: string, files: readonly string[]) {
  const stems = await stagePaths(explain, files, '--explain');
  await keepImages(files, {
    option: '--explain',
    pictures: pictureFiles(stems.values(), CLASSIFICATION_ENDINGS),
  });
  sayNumbered(stems);
  return stems;
}

/** @returns the paths of the pictures */
async function drawnOf(
  classifier: Classifier,
  result: Exclude<Result, Failed>,
  options: Pick<Options, 'crops' | 'evidence' | 'layer'> & {
    readonly stem: string;
    readonly signal: AbortSignal;
  },
): Promise<string[]> {
  const { image: source } = result;
  const { stem, crops, evidence, layer, signal } = options;
  if ('regions' in result) {
    const { regions } = result;
    return explainRegions(classifier, { source, regions }, { stem, evidence, layer, signal });
  }
  const [{ class: name, wnid }] = result.predictions;
  const best = evidence ?? wnid ?? name;
  return explainClassification(classifier, source, { stem, crops, best, layer, signal });
}

async function* wholeImages(
  classifier: Classifier,
  files: readonly string[],
  options: { top: number; crops: Crops; signal: AbortSignal },
): AsyncGenerator<Result> {
  for await (const result of classifier.classifyAll(files, options)) {
    const { source: image } = result;
    if ('error' in result) yield { image, error: result.error.message };
    else yield { image, predictions: result.predictions, timings: shortened(result) };
  }
}

async function* regions(
  classifier: Classifier,
  files: readonly string[],
  { boxes, top, signal }: { boxes: ReadonlyMap<string, readonly Box[]>; top: number; signal: AbortSignal },
): AsyncGenerator<Result> {
  const boxesOf = (image: string) => {
    const own = boxes.get(image);
    if (own) return own;
    throw new RcnnError('bad-option', `Expected a line for ${image} in the file of boxes, but found none.`);
  };
  for await (const result of classifier.classifyAll(files, { boxes: boxesOf, top, signal })) {
    const { source: image } = result;
    if ('error' in result) yield { image, error: result.error.message };
    else yield { image, regions: result.regions, timings: shortened(result) };
  }
}

function shortened({ timings }: Pick<Classified, 'timings'>): ClassifyTimings {
  const { decode, classify, total } = timings;
  return { decode: milliseconds(decode), classify: milliseconds(classify), total: milliseconds(total) };
}

async function render(result: Result): Promise<void> {
  if ('error' in result) fail(result.error);
  else await print(`\n${printableName(result.image)}\n${describe(result)}`);
}

/** `-` for what came from standard input. */
function asGiven<T extends Result>(result: T): T {
  const error = 'error' in result && { error: shownInput(result.error) };
  return { ...result, image: shownInput(result.image), ...error };
}

function describe(result: Exclude<Result, Failed>): string {
  if ('predictions' in result) {
    const { predictions } = result;
    // Classes of one's own have none.
    const named = predictions.some(({ wnid }) => wnid !== undefined);
    const row = ({ class: name, wnid = '', score }: Prediction) => [
      ...[(100 * score).toFixed(1), name],
      ...(named ? [wnid] : []),
    ];
    const head = ['%', 'class', ...(named ? ['wnid'] : [])];
    return table(predictions.map(row), { head, right: [0] });
  }
  const rows = result.regions.map(({ box, predictions }) => [
    [box.x1, box.y1, box.x2, box.y2].map((side) => Math.round(side)).join(' '),
    predictions.map(({ class: name, score }) => `${name} ${(100 * score).toFixed(0)} %`).join(', '),
  ]);
  return table(rows, { head: ['x1 y1 x2 y2', 'classes'] });
}
