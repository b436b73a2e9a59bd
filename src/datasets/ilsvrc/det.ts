import { join, posix } from 'node:path';
import { RcnnError, unknownName } from '../../errors.js';
import type { LongWork } from '../../progress.js';
import { missingSplit } from '../missing-split.js';
import { shown } from '../numbers.js';
import { Photographs } from '../photographs.js';
import { badDataset, type OnProblem, report } from '../problem.js';
import type { Dataset } from '../records.js';
import { isFile, MAX_LIST_BYTES, readText } from '../text.js';
import { readAnnotations, truthOf } from '../voc/read-annotations.js';
import { ilsvrcFolder, splitsIn } from './layout.js';
import { findIlsvrcMeta, type IlsvrcClass, readIlsvrcMeta } from './meta.js';
import { ilsvrcPhotograph } from './photograph.js';

export interface ReadIlsvrcOptions extends LongWork {
  /** Name of a list in `ImageSets/DET`: `val`. */
  readonly split: string;
  /** File of the classes (see {@link readIlsvrcMeta}); else looked for as `meta_det.csv` below the root. */
  readonly meta?: string;
  /** Names or wnids of the classes wanted; objects of others are left out. Default: all, by rising DET id. */
  readonly classes?: readonly string[];
  /** Where the photographs are. Default: `Data/DET/<split>` below the root. */
  readonly imageRoot?: string;
  /** Receives what cannot be read instead of an error. */
  readonly onProblem?: OnProblem;
}

/**
 * What ILSVRC adds to make its inclusive boxes half-open. Its pixels count from 0 (xmin 0 and xmax width - 1
 * occur); the devkit's evaluation does not depend on it.
 */
export const ILSVRC_SHIFT = { low: 0, high: 1 } as const;

/**
 * Reads one split of ILSVRC DET: `Annotations/DET/<split>/<id>.xml` (objects named by wnid),
 * `ImageSets/DET/<split>.txt` with lines `<id> <number>`, photographs in `Data/DET/<split>/<id>.JPEG`, or with
 * another ending in any case. A record
 * (xmin, ymin, xmax, ymax), inclusive from 0, becomes (xmin, ymin, xmax + 1, ymax + 1).
 * @throws RcnnError `file-not-found` for a missing folder or class list; `bad-option` for a split that there is not,
 *   listing those found; `bad-dataset` with file and line
 */
export async function readIlsvrcDet(root: string, options: ReadIlsvrcOptions): Promise<Dataset> {
  const folder = await ilsvrcFolder(root);
  if (!folder) throw new RcnnError('file-not-found', `Expected the folder Annotations/DET in ${root}.`);
  const { split, imageRoot, onProblem } = options;
  const all = await readIlsvrcMeta(options.meta ?? (await findIlsvrcMeta([folder, root])));
  const classes = options.classes?.map((name) => classNamed(name, all)) ?? all;
  const entries = await readImageList(folder, split);
  const files = entries.map(({ id }) => join(folder, 'Annotations', 'DET', split, `${id}.xml`));
  const annotations = await readAnnotations(
    entries.map((entry, index) => ({ ...entry, annotation: files[index]! })),
    options,
  );
  const byWnid = new Map(classes.map(({ wnid }, index) => [wnid, index]));
  const known = new Set(all.map(({ wnid }) => wnid));
  const indexOf = (wnid: string, where: { file: string; line: number }) => {
    if (!known.has(wnid)) {
      const message = `expected the wnid of one of the ${known.size} classes, but got ${shown(wnid)}.`;
      report({ kind: 'unknown-class', ...where, message }, onProblem);
    }
    return byWnid.get(wnid);
  };
  const photographs = await Photographs.below(imageRoot ?? join(folder, 'Data', 'DET', split));
  const below = imageRoot === undefined ? posix.join('Data', 'DET', split) : '';
  return {
    images: entries.map(({ id, number }, index) => {
      const { width, height } = annotations[index]!;
      const file = ilsvrcPhotograph(id, photographs);
      return { id, number, file: posix.join(below, file), width, height };
    }),
    classes,
    truth: truthOf(annotations, { files, indexOf, shift: ILSVRC_SHIFT }),
    root: imageRoot ?? folder,
  };
}

function classNamed(name: string, classes: readonly IlsvrcClass[]): IlsvrcClass {
  const found = classes.find((one) => one.name === name || one.wnid === name);
  if (found) return found;
  throw unknownName(
    'the class',
    name,
    classes.map((one) => one.name),
  );
}

interface ListedImage {
  readonly id: string;
  readonly number: number;
  readonly file: string;
  readonly line: number;
}

async function readImageList(folder: string, split: string): Promise<ListedImage[]> {
  const lists = join(folder, 'ImageSets', 'DET');
  const file = join(lists, `${split}.txt`);
  if (!(await isFile(file))) throw missingSplit(split, folder, await splitsIn(lists));
  const seen = new Set<number>();
  const images: ListedImage[] = [];
  (await readText(file, MAX_LIST_BYTES)).split('\n').forEach((text, index) => {
    const [id, number, ...rest] = text.trim().split(/\s+/);
    if (!id) return;
    const line = index + 1;
    const wanted = '"<image> <number>", each number once';
    if (rest.length > 0 || !/^\d{1,9}$/.test(number ?? '') || seen.has(Number(number))) {
      const message = `expected ${wanted}, but got ${shown(text.trim())}.`;
      throw badDataset({ kind: 'malformed', file, line, message });
    }
    seen.add(Number(number));
    images.push({ id, number: Number(number), file, line });
  });
  return images;
}
