import { join } from 'node:path';
import type { ClassificationSet } from '../../datasets/classification.js';
import { readFolders } from '../../datasets/folders.js';
import type { ClassRecord } from '../../datasets/records.js';
import { isFolder } from '../../datasets/text.js';
import { RcnnError } from '../../errors.js';
import type { LongWork } from '../../progress.js';
import { readIlsvrcValidation } from './ilsvrc-validation.js';

export interface TrainingData {
  readonly train: ClassificationSet;
  /** The same classes in the same order. */
  readonly val: ClassificationSet;
}

/** Without a `val` folder, every tenth photograph of a class is held out. */
const HELD_OUT = 10;

export interface ReadTrainingDataOptions extends LongWork {
  /** Lines `<wnid> <names>` that name the classes (`ReadFoldersOptions`). */
  readonly synsets?: string;
}

/**
 * Photographs in a folder per class: `train/` and `val/` with the same classes (Imagenette); ILSVRC CLS as it is
 * published, whose `val/` has no folders and whose devkit has the labels; or the classes' folders alone, of which
 * every tenth photograph is then held out.
 *
 * @throws RcnnError `file-not-found`, `bad-dataset`
 */
export async function readTrainingData(
  root: string,
  options: ReadTrainingDataOptions = {},
): Promise<TrainingData> {
  const folder = join(root, 'train');
  if (!(await isFolder(folder))) return heldOut(await readFolders(root, options), root);
  const train = await readFolders(folder, options);
  if (!(await isFolder(join(root, 'val')))) return heldOut(train, root);
  requireTwoClasses(train, root);
  const val = (await readIlsvrcValidation(root)) ?? (await readFolders(join(root, 'val'), options));
  return { train, val: withClassesOf(train, val) };
}

function heldOut(all: ClassificationSet, root: string): TrainingData {
  requireTwoClasses(all, root);
  const seen = new Map<number, number>();
  const isHeldOut = [...all.label].map((label) => {
    const place = seen.get(label) ?? 0;
    seen.set(label, place + 1);
    return place % HELD_OUT === HELD_OUT - 1;
  });
  const part = (wanted: boolean): ClassificationSet => ({
    ...all,
    images: all.images.filter((_, i) => isHeldOut[i] === wanted),
    label: all.label.filter((_, i) => isHeldOut[i] === wanted),
  });
  const [train, val] = [part(false), part(true)];
  if (val.images.length > 0) return { train, val };
  throw new RcnnError(
    'bad-dataset',
    `Expected ${root} to have a folder val, or a class of at least ${HELD_OUT} photographs, of which some are held out, but it has neither.`,
  );
}

function requireTwoClasses({ classes }: ClassificationSet, root: string): void {
  if (classes.length > 1) return;
  throw new RcnnError('bad-dataset', `Expected folders of at least two classes in ${root}, but got one.`);
}

/** Labels counted by the other set's classes, which may be more; classes go by WordNet id, else by name. */
function withClassesOf({ classes }: ClassificationSet, set: ClassificationSet): ClassificationSet {
  const key = ({ wnid, name }: ClassRecord) => wnid ?? name;
  const index = new Map(classes.map((record, i) => [key(record), i]));
  const renumbered = set.classes.map((record) => index.get(key(record)));
  const label = set.label.map((old) => {
    const found = renumbered[old];
    if (found !== undefined) return found;
    const name = set.classes[old]!.name;
    throw new RcnnError(
      'bad-dataset',
      `Expected val to have the classes of train, but only val has "${name}".`,
    );
  });
  return { ...set, classes, label };
}
