/** Labels of images: the true ones, and guesses of a file. */
import { join } from 'node:path';
import type { ClassPrediction } from '../../../eval/index.js';
import { type ClassificationSet, GUESSES, labelOf } from '../../datasets/classification.js';
import { readFolders } from '../../datasets/folders.js';
import { readIlsvrcCls, readIlsvrcGuesses, withPhotographs } from '../../datasets/ilsvrc/cls.js';
import { lookAt } from '../../datasets/look.js';
import { missingSplit } from '../../datasets/missing-split.js';
import { readNdjsonPredictions } from '../../datasets/ndjson/predictions.js';
import type { FailedImage } from '../../datasets/result-rows.js';
import { isSplitName } from '../../datasets/split-names.js';
import { isFile, isFolder } from '../../datasets/text.js';
import type { LongWork } from '../../progress.js';
import { imagenetClasses } from '../../weights/imagenet-classes.js';
import type { TruthOptions } from '../options/evaluation-options.js';
import { expectImages, needed } from './input.js';

/** Truth of ILSVRC CLS: a ground-truth list with its classes, or a folder for each class. */
export async function readLabels(
  { truth, split, images: root, meta }: TruthOptions,
  work: LongWork,
): Promise<ClassificationSet> {
  if (await isFile(truth)) {
    if (split !== undefined) throw missingSplit(split, truth, []);
    const set = await readIlsvrcCls(truth, { meta: needed(meta, 'meta') });
    expectImages(set, { truth });
    return withPhotographs(set, root);
  }
  const folder = join(truth, split ?? 'val');
  if (await isFolder(folder)) return readFolders(folder, work);
  if (split !== undefined)
    throw missingSplit(split, truth, (await lookAt(truth)).folders.filter(isSplitName));
  return readFolders(truth, work);
}

/** Predictions of a file, and the images that the classifier failed on. */
export interface GuessedLabels {
  readonly predictions: readonly ClassPrediction[];
  readonly failures: readonly FailedImage[];
}

/** Reads five labels a line (.txt), or the NDJSON of `classify`. */
export async function readGuesses(
  path: string,
  set: ClassificationSet,
  { signal }: LongWork,
): Promise<GuessedLabels> {
  const failures: FailedImage[] = [];
  if (path.endsWith('.txt')) return { predictions: await readGuessLines(path, set), failures };
  const onFailure = (failure: FailedImage) => failures.push(failure);
  const rows = await readNdjsonPredictions(path, set.images, { signal, onFailure });
  const predictions = rows.map(({ image, guesses }) => ({
    image: set.images[image]!.id,
    classes: guesses.map((guess) => guess.wnid ?? guess.class),
    ...(guesses[0]?.score !== undefined && { score: guesses[0].score }),
  }));
  return { predictions, failures };
}

async function readGuessLines(path: string, { images, classes }: ClassificationSet) {
  // Folders hold a few of the 1,000 classes; a wrong guess may name any of the rest.
  const own = new Set(classes.map(labelOf));
  const others = imagenetClasses().filter(({ wnid }) => !own.has(wnid!));
  const all = [...classes, ...others.map(({ name, wnid }, i) => ({ name, wnid: wnid!, id: -1 - i }))];
  const { guess } = await readIlsvrcGuesses(path, { images, classes: all });
  return images.map(({ id }, i) => {
    const row = guess.subarray(i * GUESSES, (i + 1) * GUESSES);
    return {
      image: id,
      classes: Array.from(
        row.filter((k) => k >= 0),
        (k) => labelOf(all[k]!),
      ),
    };
  });
}

/** What is true, image by image. */
export function labelsOf({ images, classes, label }: ClassificationSet): { image: string; class: string }[] {
  return images.map(({ id }, i) => ({ image: id, class: labelOf(classes[label[i]!]!) }));
}
