import type { Argv } from 'yargs';
import { proposalSource } from '../../../proposals/by-name.js';
import { METHODS, type Method, methodUses } from '../../../proposals/methods.js';
import { explainObject } from '../../../proposals/selective-search/explain-object.js';
import { type Preset, searchSchema } from '../../../proposals/selective-search/options.js';
import type { ExplainedSearch } from '../../../proposals/selective-search/search.js';
import { explainSelectiveSearch } from '../../../proposals/selective-search/selective-search.js';
import type { ProposalSource } from '../../../proposals/source.js';
import { type EngineChoice, loadEngine } from '../../engines/index.js';
import { RcnnError } from '../../errors.js';
import type { Box } from '../../geometry/box.js';
import type { Boxes } from '../../geometry/boxes.js';
import type { Raster } from '../../imaging/raster.js';
import { loadFields } from '../../load-fields.js';
import { inOrder } from '../../look-ahead.js';
import { stagePaths } from '../../pictures/annotate.js';
import { pictureFiles } from '../../pictures/picture-files.js';
import { drawSearch, SEARCH_ENDINGS } from '../../pictures/search-pictures.js';
import { decodeImage } from '../../platform/node/decode.js';
import { printableName } from '../../printable.js';
import { loadModel } from '../../weights/model-file.js';
import type { Command, CommandContext } from '../command.js';
import { codeOfFailures, type ErrorsOption, errorsOption } from '../options/errors-option.js';
import { fieldOptions } from '../options/fields.js';
import {
  type ImageOptions,
  imageOptions,
  type StrictOption,
  strictOption,
} from '../options/image-options.js';
import { imageFiles } from '../options/inputs.js';
import { keepImages } from '../options/keep-sources.js';
import { expectInside, parseObject } from '../options/object-option.js';
import { type MethodOptions, methodOptions } from '../options/proposal-options.js';
import { shownInput } from '../options/standard-input.js';
import { sayNumbered } from '../output/numbered-names.js';
import { fail, milliseconds, print, say, warn, writeJsonLine } from '../output/output.js';
import { ProgressBar } from '../output/progress-bar.js';
import { bestBoxes, explanationText } from '../output/proposal-text.js';
import { sayPictures } from '../output/say-pictures.js';

/** The next image is searched while the boxes of this one are ranked and written. */
const AT_ONCE = 2;

interface Options extends ImageOptions, StrictOption, ErrorsOption, MethodOptions {
  readonly engine?: EngineChoice | undefined;
  readonly threads?: number | undefined;
  readonly model?: string;
  readonly preset?: Preset | undefined;
  readonly count: number;
  readonly out?: string;
  readonly explainObject?: string;
}

export const command: Command<Options> = {
  build: (yargs) =>
    networkOptions(searchOptions(methodOptions(errorsOption(strictOption(imageOptions(yargs))))))
      .option('model', {
        type: 'string',
        describe: "for multibox and both: the model whose trunk is used [the one on the head's card]",
      })
      .option('out', {
        type: 'string',
        describe:
          'folder for two pictures an image: how segments merge, and the top boxes (or the object explained)',
      })
      .option('explain-object', {
        type: 'string',
        describe: '"x1,y1,x2,y2": which box is nearest to this object, and why none is nearer',
      })
      .example('$0 propose street.jpg --json > boxes.ndjson', 'boxes for a script, best first')
      .example('$0 propose street.jpg --method both', "GoogLeNet's setting: MultiBox first, then the search")
      .example('$0 propose street.jpg --out pictures', 'pictures of the stages of the search')
      .example('$0 propose street.jpg --explain-object "48,240,196,371"', 'why an object was missed'),
  files: { reads: ['images', 'model', 'multibox'], writes: ['out'] },
  run: propose,
};

/** Of MultiBox's network. Without their defaults, which would hide whether they were given. */
function networkOptions<T>(yargs: Argv<T>) {
  const { engine, threads } = loadFields;
  const fields = { engine: engine.unwrap().optional(), threads };
  return fieldOptions(yargs, fields, {
    engine: 'for multibox and both: what runs the network; auto takes the first that loads [auto]',
    threads: 'for multibox and both: threads inside one operation [all cores]',
  });
}

function searchOptions<T>(yargs: Argv<T>) {
  const { preset, count } = searchSchema.shape;
  // What is left out depends on the method.
  const fields = { preset: preset.unwrap().optional(), count };
  return fieldOptions(yargs, fields, {
    preset: 'how diverse the search is [fast; with --method both double]',
    count: 'at most this many boxes per image',
  });
}

async function propose(options: Options, { signal }: CommandContext): Promise<number> {
  const object = options.explainObject === undefined ? undefined : parseObject(options.explainObject);
  const explain = options.out !== undefined || object !== undefined;
  if (explain && options.method !== 'selective-search') throw onlySelectiveSearch(options.method);
  expectUsed(options);
  using source = await sourceOf(options);
  let failed = 0;
  const drawn: string[] = [];
  const files = await imageFiles(options.images);
  const stems = options.out === undefined ? undefined : await stagePaths(options.out, files, '--out');
  if (stems) {
    await keepImages(files, { option: '--out', pictures: pictureFiles(stems.values(), SEARCH_ENDINGS) });
    sayNumbered(stems);
  }
  const total = files.length;
  using bar = new ProgressBar({ unit: 'images', quiet: total === 1 });
  bar.update({ stage: 'propose', done: 0, total });
  const all = inOrder(files, (file) => proposalsOf(file, source, options, { object, explain }), {
    ahead: AT_ONCE,
    signal,
  });
  let done = 0;
  for await (const one of all) {
    if ('error' in one) {
      if (one.error.code === 'bad-option') throw one.error;
      failed++;
      await tellFailure(one, options);
    } else {
      const stem = stems?.get(one.source);
      await show(one, options, { object, stem });
      if (stem !== undefined) drawn.push(stem);
    }
    bar.update({ stage: 'propose', done: ++done, total, item: one.source });
  }
  bar.end();
  if (options.out !== undefined) sayPictures(options.out, pictureFiles(drawn, SEARCH_ENDINGS).length);
  if (failed > 0 && total > 1) say(`${failed} of ${total} images failed.`);
  return codeOfFailures(failed, options);
}

function sourceOf({
  method,
  multibox,
  preset,
  count,
  engine: choice = 'auto',
  threads,
  model,
}: Options): Promise<ProposalSource> {
  return proposalSource(method, {
    selectiveSearch: { preset, count },
    multiBox: async () => {
      const engine = await loadEngine(choice);
      const base = model === undefined ? undefined : await loadModel(model);
      return { head: multibox, engine, threads, count, base };
    },
  });
}

/** @throws RcnnError `bad-option` for an option that has no effect on the method */
function expectUsed({ method, ...options }: Options): void {
  const makers = {
    model: 'multiBox',
    multibox: 'multiBox',
    engine: 'multiBox',
    threads: 'multiBox',
    preset: 'search',
  } as const;
  for (const [name, maker] of Object.entries(makers)) {
    const uses = (one: Method) => methodUses(one, maker);
    if (options[name as keyof typeof makers] === undefined || uses(method)) continue;
    throw new RcnnError(
      'bad-option',
      `Expected --${name} with --method ${METHODS.filter(uses).join(' or ')}, but got ${method}, which takes no such option.`,
    );
  }
}

function onlySelectiveSearch(method: string): RcnnError {
  return new RcnnError(
    'bad-option',
    `Expected --out and --explain-object with --method selective-search, whose stages they show, but got ${method}.`,
  );
}

async function tellFailure(
  { source, error }: { readonly source: string; readonly error: RcnnError },
  { json }: Options,
): Promise<void> {
  const message = shownInput(error.message);
  if (json) await writeJsonLine({ image: shownInput(source), error: message });
  else fail(message);
}

interface Proposed {
  readonly raster: Raster;
  readonly boxes: Boxes;
  readonly search: ExplainedSearch | undefined;
  readonly timings: { readonly decode: number; readonly propose: number; readonly total: number };
  readonly warnings: readonly string[];
}

async function proposalsOf(
  file: string,
  source: ProposalSource,
  { preset, count, strict }: Options,
  { object, explain }: { readonly object: Box | undefined; readonly explain: boolean },
): Promise<Proposed> {
  const began = performance.now();
  const image = shownInput(file);
  const warnings: string[] = [];
  const onWarning = (message: string) => warnings.push(shownInput(message));
  const raster = await decodeImage(file, strict ? {} : { onWarning });
  const decoded = performance.now();
  if (object) expectInside(object, raster, image);
  const search = explain ? await explainSelectiveSearch(raster, { preset, count }) : undefined;
  const boxes = search?.boxes ?? (await source.propose(raster, { name: image, count })).slice(0, count);
  const done = performance.now();
  const timings = {
    decode: milliseconds(decoded - began),
    propose: milliseconds(done - decoded),
    total: milliseconds(done - began),
  };
  return { raster, boxes, search, timings, warnings };
}

async function show(
  { source, raster, boxes, search, timings, warnings }: Proposed & { readonly source: string },
  { json }: Options,
  { object, stem }: { readonly object: Box | undefined; readonly stem: string | undefined },
): Promise<void> {
  for (const warning of warnings) warn(warning);
  const image = shownInput(source);
  const explanation = search && object ? explainObject(search, object, raster) : undefined;
  if (search && stem !== undefined) {
    const asked = explanation && object ? { object, rank: explanation.rank } : undefined;
    await drawSearch(search, { raster, stem, asked });
  }
  const { width, height } = raster;
  if (json) {
    const object = explanation ? { explanation } : {};
    const rows = boxes.toArray().map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]);
    await writeJsonLine({ image, width, height, boxes: rows, timings, ...object });
    return;
  }
  await print(`${printableName(image)}: ${boxes.length} boxes in ${timings.propose} ms`);
  await print(explanation ? explanationText(explanation) : bestBoxes(boxes));
}
