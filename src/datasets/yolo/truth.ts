import { join } from 'node:path';
import { counted } from '../../counted.js';
import { RcnnError } from '../../errors.js';
import type { Size } from '../../geometry/box.js';
import { readImageSize } from '../../platform/node/decode.js';
import { concurrently } from '../concurrently.js';
import type { ReadPartOptions } from '../format.js';
import { collectImages, type LabelledBox, type LabelledImage } from '../labelled-images.js';
import { missingSplit } from '../missing-split.js';
import { photographId } from '../photograph-id.js';
import { badDataset, report } from '../problem.js';
import type { Dataset } from '../records.js';
import { readText } from '../text.js';
import type { YoloNames } from './class-names.js';
import { type Photograph, withLabels } from './label-files.js';
import { inPixels, parseLabelLine, type YoloLabel } from './label-line.js';
import { namesNeeded, type YoloLayout, yoloLayout } from './layout.js';
import { noteLostLabels } from './lost-labels.js';
import { labelPlaces, photographsOf } from './photograph-list.js';

/** The splits whose photographs exist. */
export async function yoloSplits(path: string): Promise<string[]> {
  const { splits } = await yoloLayout(path);
  return [...splits.keys()].filter((name) => name !== '');
}

/**
 * Reads a YOLO data set: `data.yaml` (Ultralytics, Roboflow), `obj.data` (Darknet, CVAT's YOLO 1.1), or folders
 * `images` and `labels` with `classes.txt` (Label Studio, labelImg). Lines are fractions of the upright
 * photograph, which must be there: its header gives the size. Polygons and rotated boxes become their extent. A
 * photograph without a label file, or with an empty one, has no objects.
 * @throws RcnnError `bad-dataset` with file and line; also where no photograph has a label file
 */
export async function readYolo(path: string, options: ReadPartOptions): Promise<Dataset> {
  const layout = await yoloLayout(path);
  const names = namesNeeded(layout, options.classes);
  const sources = layout.splits.get(options.split ?? '');
  if (!sources) throw noSources(layout, options);
  const { root } = layout;
  const files = await photographsOf(sources, options.imageRoot ?? root, options.onProblem);
  const photographs = await withLabels(files, root, options);
  checkLabelFiles(photographs, { layout, split: options.split }, options);
  await noteLostLabels(photographs, root, options);
  const labelled = await concurrently(photographs, { ...options, stage: 'labels' }, (one) =>
    readOne(one, { layout, names, options }),
  );
  reportUnknownClasses(labelled, names, options);
  const images = labelled.flatMap((one) => (one ? [toPixels(one, names, options.split)] : []));
  const { classes, onNote } = options;
  return collectImages(images, { root, named: [...names.byId.values()], classes, onNote });
}

/** A split that the file names and whose photographs are gone is a missing file; any other is a wrong name. */
function noSources({ file, splits, absent }: YoloLayout, { split = '' }: ReadPartOptions): RcnnError {
  const given = absent.get(split);
  if (given === undefined)
    return missingSplit(
      split,
      file,
      [...splits.keys()].filter((name) => name !== ''),
    );
  return new RcnnError(
    'file-not-found',
    `Expected the photographs of ${split} at ${given}, as ${file} says, but they are not there.`,
  );
}

/** When no label file is found at all, the place is wrong: it is not a set of photographs without objects. */
function checkLabelFiles(
  photographs: readonly Photograph[],
  { layout, split }: { readonly layout: YoloLayout; readonly split: string | undefined },
  { onNote }: ReadPartOptions,
): void {
  const [first] = photographs;
  const of = split === undefined ? '' : ` of ${split}`;
  const file = layout.file;
  if (!first) {
    const both = split === undefined ? ': name the folder that holds both' : '';
    const message = `expected photographs${of} and labels, but found no photograph${both}.`;
    throw badDataset({ kind: 'missing-file', file, message });
  }
  const without = photographs.filter(({ labels }) => labels === undefined);
  if (without.length === photographs.length) {
    const places = labelPlaces(first.file).join(' or ');
    const usual = /(^|\/)images\//.test(first.file) ? '' : '; for images/a.jpg, labels/a.txt';
    const message = `expected a label file for the photographs${of}, but none of ${photographs.length} has one. For ${first.file} it would be ${places}${usual}.`;
    throw badDataset({ kind: 'missing-file', file, message });
  }
  if (without.length > 0) {
    const [has, counts] = without.length === 1 ? ['has', 'counts'] : ['have', 'count'];
    const message = `${without.length} of ${photographs.length} photographs${of} ${has} no label file and ${counts} as without objects; the first is ${without[0]!.file}.`;
    onNote?.({ kind: 'unlabelled', file, message });
  }
}

interface RawImage {
  readonly file: string;
  readonly labels: string;
  readonly size: Size;
  readonly lines: readonly (YoloLabel & { readonly line: number })[];
}

interface Reading {
  readonly layout: YoloLayout;
  readonly names: YoloNames;
  readonly options: ReadPartOptions;
}

async function readOne({ file, labels }: Photograph, reading: Reading): Promise<RawImage | undefined> {
  const { root, pose } = reading.layout;
  const { onProblem } = reading.options;
  const path = join(root, file);
  const size = await readImageSize(path).catch((cause: Error) => {
    report({ kind: 'malformed', file: path, message: cause.message }, onProblem);
    return undefined;
  });
  if (!size) return undefined;
  const lines: RawImage['lines'][number][] = [];
  const text = labels === undefined ? '' : await readText(labels);
  text.split('\n').forEach((content, index) => {
    if (content.trim() === '') return;
    const line = index + 1;
    const label = parseLabelLine(content, { pose });
    if (typeof label === 'string')
      report({ kind: 'malformed', file: labels!, line, message: `${label}.` }, onProblem);
    else lines.push({ ...label, line });
  });
  return { file, labels: labels ?? path, size, lines };
}

/** Reports class numbers without a name; a common reason is that all of them start at 1. */
function reportUnknownClasses(
  images: readonly (RawImage | undefined)[],
  { file, byId }: YoloNames,
  { onProblem, onNote }: ReadPartOptions,
): void {
  const all = images.flatMap((one) => one?.lines ?? []);
  const least = all.reduce((id, { classId }) => Math.min(id, classId), Infinity);
  const hint = least === 1 && byId.has(0) ? ' All numbers seem to start at 1, but YOLO counts from 0.' : '';
  const known = [...byId.keys()];
  for (const image of images) {
    for (const { classId, line } of image?.lines ?? []) {
      if (byId.has(classId)) continue;
      const message = `expected the class to be one of the ${known.length} of ${file} (${known[0]} to ${known.at(-1)}), but got ${classId}.${hint}`;
      report({ kind: 'unknown-class', file: image!.labels, line, message }, onProblem);
    }
  }
  const scored = all.filter(({ score }) => score !== undefined).length;
  if (scored > 0) {
    const message = `${counted(scored, 'line ends', 'lines end')} with a confidence: these are a detector's results, taken as labels.`;
    onNote?.({ kind: 'odd-value', file, message });
  }
}

function toPixels(
  { file, labels, size, lines }: RawImage,
  { byId }: YoloNames,
  split: string | undefined,
): LabelledImage {
  const boxes = lines.flatMap(({ classId, box, line }): LabelledBox[] => {
    const className = byId.get(classId);
    if (className === undefined) return [];
    return [{ className, box: inPixels(box, size), flags: 0, line }];
  });
  return { image: { id: photographId(file, split), file, ...size }, labels, boxes };
}
