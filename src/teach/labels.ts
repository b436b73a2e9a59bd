/** What was said of one photograph, and the VOC file that keeps it. */
import { basename, dirname } from 'node:path';
import { TruthBuilder } from '../datasets/columns.js';
import { backgroundOf, readAnnotations, truthOf } from '../datasets/voc/read-annotations.js';
import { vocCorners } from '../datasets/voc/results.js';
import { annotationXml } from '../datasets/voc/write.js';
import { writeText } from '../datasets/write-file.js';
import type { Box, Size } from '../geometry/box.js';

export interface LabelledObject {
  readonly class: string;
  /** Whole pixels, half-open. */
  readonly box: Box;
  /** What another tool said of it (difficult, truncated, ...), as in `Dataset`; absent for nothing. */
  readonly flags?: number;
}

/** Without objects: there is nothing to find here, which is an example too. */
export interface Labels {
  readonly objects: readonly LabelledObject[];
  /** Boxes that somebody said hold no object. */
  readonly background: readonly Box[];
}

/** @throws RcnnError `bad-dataset` with file and line */
export async function readLabels(path: string): Promise<Labels> {
  const annotations = await readAnnotations([{ file: path, line: 1, annotation: path }], {});
  const [annotation] = annotations;
  const names = [...new Set(annotation!.objects.map(({ name }) => name))];
  const shift = { low: -1, high: 0 };
  const truth = truthOf(annotations, { files: [path], indexOf: (name) => names.indexOf(name), shift });
  const { x1, y1, x2, y2, flags } = truth;
  const objects = Array.from(truth.class, (k, i) => {
    const box = { x1: x1[i]!, y1: y1[i]!, x2: x2[i]!, y2: y2[i]! };
    return { class: names[k]!, box, ...(flags[i]! > 0 && { flags: flags[i]! }) };
  });
  return { objects, background: backgroundOf(annotation!).background ?? [] };
}

interface LabelledPhotograph extends Size {
  /** Path from the folder. */
  readonly name: string;
}

/** Written beside and renamed: what a reader finds is whole. */
export async function writeLabels(
  path: string,
  { objects, background }: Labels,
  { name, width, height }: LabelledPhotograph,
): Promise<void> {
  const classes = [...new Set(objects.map((one) => one.class))].map((one, k) => ({ name: one, id: k + 1 }));
  const truth = new TruthBuilder();
  for (const { class: of, box, flags = 0 } of objects) {
    const k = classes.findIndex((one) => one.name === of);
    truth.add({ image: 0, class: k, ...box, flags }, { file: 0, line: 0 });
  }
  const images = [{ id: name, file: name, width, height, background }];
  const dataset = { images, classes, truth: truth.finish([]) };
  const xml = annotationXml(dataset, {
    ...{ folder: basename(dirname(path)), filename: basename(name), width, height, background },
    rows: objects.map((_, row) => row),
    nameOf: (k) => classes[k]!.name,
    corners: (row) => vocCorners(dataset.truth, row),
  });
  await writeText(path, [xml]);
}
