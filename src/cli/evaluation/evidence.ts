/** What a classifier sees of some photographs of its evaluation, for the report. */
import { join } from 'node:path';
import { chooseExamples, type Evidence, type Example, type Photograph } from '../../../eval/report/index.js';
import type { Classifier } from '../../classification/classifier.js';
import { loadClassifier } from '../../classification/load-classifier.js';
import type { ClassificationSet } from '../../datasets/classification.js';
import type { EngineChoice } from '../../engines/index.js';
import type { Raster } from '../../imaging/raster.js';
import { evidenceFor, inlineSheet } from '../../pictures/evidence-pictures.js';
import { decodeImage } from '../../platform/node/decode.js';
import { loadEnsemble } from '../../weights/ensemble.js';
import { modelsOf } from '../options/model-option.js';
import { type GuessedLabels, labelsOf } from './labels.js';

/** One near the pixels, one that sees parts of things. */
const SHEETS = { early: 'conv1/7x7_s2', late: 'inception_4a/3x3' } as const;

/** The model whose guesses a report is about. */
export interface SeenBy {
  readonly model: string;
  readonly engine?: EngineChoice | undefined;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Evidence on some of the photographs, of the first model where several are averaged. Undefined where none of the
 * photographs is there.
 *
 * @param names of labels, for people
 */
export async function readEvidence(
  { set, guesses }: { readonly set: ClassificationSet; readonly guesses: GuessedLabels },
  { model, engine, threads, signal }: SeenBy,
  names: ReadonlyMap<string, string>,
): Promise<Evidence | undefined> {
  const chosen = chooseExamples({ truth: labelsOf(set), predictions: guesses.predictions });
  const { members } = await loadEnsemble(modelsOf(model), 'classifier');
  using classifier = await loadClassifier({ model: members[0]!.path, engine, threads, worker: false });
  const seen = { classifier, names, signal };
  const photographs = await readable([...chosen.right, ...chosen.wrong], set);
  const drawn = async (examples: readonly Example[]) => {
    const all = [];
    for (const example of examples) {
      const raster = photographs.get(example.image);
      if (raster) all.push(...(await picturesOf(example, raster, seen)));
    }
    return all;
  };
  const [first] = photographs;
  if (!first) return undefined;
  const [right, wrong] = [await drawn(chosen.right), await drawn(chosen.wrong)];
  const sheetOf = async (layer: string) => {
    const { uri, view } = await inlineSheet(classifier, first[1], { layer, signal });
    return { layer, uri, width: view.x2, height: view.y2, image: first[0] };
  };
  const sheets = [await sheetOf(SHEETS.early), await sheetOf(SHEETS.late)] as const;
  const unread = chosen.right.length + chosen.wrong.length - photographs.size;
  return { right, wrong, sheets, unread };
}

/** Results are often evaluated without photographs, so one that cannot be read is no error. */
async function readable(
  examples: readonly Example[],
  { images, root }: ClassificationSet,
): Promise<Map<string, Raster>> {
  const files = new Map(images.map(({ id, file }) => [id, file]));
  const found = new Map<string, Raster>();
  for (const { image } of examples) {
    const file = files.get(image);
    const raster =
      file === undefined ? undefined : await decodeImage(join(root ?? '.', file)).catch(() => undefined);
    if (raster) found.set(image, raster);
  }
  return found;
}

interface Seeing {
  readonly classifier: Classifier;
  readonly names: ReadonlyMap<string, string>;
  readonly signal: AbortSignal | undefined;
}

/** The evidence for the guess and, where that is wrong, for the class itself. */
async function picturesOf(
  { image, truth, guess, score }: Example,
  raster: Raster,
  { classifier, names, signal }: Seeing,
) {
  const named = (label: string) => names.get(label) ?? label;
  const known = classifier.classes.some(({ name, wnid }) => name === truth || wnid === truth);
  const classes = guess === truth || !known ? [guess] : [guess, truth];
  const maps = await evidenceFor(classifier, raster, { classes, signal });
  return maps.map(({ score: own, picture }, i) => {
    const said = i === 0 ? score : own;
    return shown(picture, {
      title: `${named(classes[i]!)} ${said.toFixed(2)}`,
      caption: i === 0 && guess !== truth ? `guessed; it is ${named(truth)}: ${image}` : image,
    });
  });
}

function shown(photograph: Photograph, words: { readonly title: string; readonly caption: string }) {
  return { ...words, photograph, boxes: [] };
}
