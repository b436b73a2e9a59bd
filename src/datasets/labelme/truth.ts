import { dirname, join, posix } from 'node:path';
import { z } from 'zod';
import type { Box, Size } from '../../geometry/box.js';
import { readImageSize } from '../../platform/node/decode.js';
import { concurrently } from '../concurrently.js';
import type { ReadPartOptions } from '../format.js';
import { separatedBySlashes } from '../image-paths.js';
import { collectImages, type LabelledImage } from '../labelled-images.js';
import { LeftOut } from '../left-out.js';
import { flagsOfMarks } from '../marks.js';
import { photographId } from '../photograph-id.js';
import { listFiles, Photographs } from '../photographs.js';
import { BadDatasetError, badDataset } from '../problem.js';
import type { Dataset } from '../records.js';
import { boxAround, ellipseBox } from '../shapes.js';
import { isFile, parseJson, readText } from '../text.js';
import { noteUnlabelled } from '../unlabelled.js';
import { isLabelMeFile } from './sniff.js';

/** The photograph is embedded in the file as text, unless LabelMe was told otherwise. */
const MAX_BYTES = 128 * 2 ** 20;

const flags = z.record(z.string(), z.unknown()).nullish();
const shapeSchema = z.looseObject({
  label: z.string().min(1),
  points: z.array(z.tuple([z.number(), z.number()]).rest(z.number())),
  shape_type: z.string().nullish(),
  flags,
  difficult: z.boolean().nullish(),
  score: z.number().nullish(),
});
type Shape = z.infer<typeof shapeSchema>;

const fileSchema = z.looseObject({
  shapes: z.array(shapeSchema),
  imagePath: z.string().nullish(),
  imageWidth: z.number().nonnegative().nullish(),
  imageHeight: z.number().nonnegative().nullish(),
});
type LabelMeFile = z.infer<typeof fileSchema>;

/** Names in LabelMe's list that are not classes. */
const NO_CLASS = /^(__ignore__|_background_)$/;

/**
 * Reads LabelMe's JSON files, one per photograph: rectangles by any two corners, polygons, circles and masks by their
 * extent. The photograph is that of the file's own name, or what `imagePath` ends with. Classes are those of
 * `labels.txt` where it is there, else those found, sorted.
 * @throws RcnnError `bad-dataset` naming file and shape
 */
export async function readLabelMe(path: string, options: ReadPartOptions): Promise<Dataset> {
  const single = await isFile(path);
  const folder = single ? dirname(path) : path;
  const root = options.imageRoot ?? options.searchRoot ?? folder;
  const names = single ? [posix.basename(path)] : await listFiles(folder, /\.json$/i);
  const photographs = await Photographs.below(root);
  const leftOut = new LeftOut(folder, options.onNote);
  const read = await concurrently(names, { ...options, stage: 'label files' }, async (name) => {
    const file = join(folder, name);
    if (!(await isLabelMeFile(file))) return undefined;
    const content = await readOrReport(file, options);
    return content && toLabelled(content, { name, file, root, photographs, leftOut });
  });
  leftOut.report();
  const labelled = read.filter((one) => one !== undefined);
  if (!single)
    await noteUnlabelled(
      photographs,
      labelled.map(({ image }) => image),
      options.onNote,
    );
  const { classes, onNote } = options;
  return collectImages(labelled, { root, named: await listedNames(folder, labelled), classes, onNote });
}

async function readOrReport(file: string, { onProblem }: ReadPartOptions): Promise<LabelMeFile | undefined> {
  try {
    return await readLabelMeFile(file);
  } catch (error) {
    if (!(error instanceof BadDatasetError) || !onProblem) throw error;
    onProblem(error.problem);
    return undefined;
  }
}

/** @throws RcnnError `bad-dataset` */
export async function readLabelMeFile(file: string): Promise<LabelMeFile> {
  const text = await readText(file, MAX_BYTES);
  const { data, error } = fileSchema.safeParse(parseJson(text, file));
  if (data) return data;
  const [issue] = error.issues;
  throw badDataset(
    { kind: 'malformed', file, message: `${issue!.path.join('.')}: ${issue!.message}.` },
    error,
  );
}

/** `labels.txt`, as LabelMe's own `--labels` takes it; it must name every class found. */
async function listedNames(
  folder: string,
  labelled: readonly LabelledImage[],
): Promise<string[] | undefined> {
  const file = join(folder, 'labels.txt');
  if (!(await isFile(file))) return undefined;
  const names = (await readText(file)).split('\n').map((line) => line.trim());
  const listed = names.filter((name) => name !== '' && !NO_CLASS.test(name));
  const found = new Set(labelled.flatMap(({ boxes }) => boxes.map(({ className }) => className)));
  return [...found].every((name) => listed.includes(name)) ? listed : undefined;
}

interface Place {
  readonly name: string;
  readonly file: string;
  readonly root: string;
  readonly photographs: Photographs;
  readonly leftOut: LeftOut;
}

async function toLabelled(
  content: LabelMeFile,
  { name, file, root, photographs, leftOut }: Place,
): Promise<LabelledImage> {
  const own = name.replace(/\.json$/i, '.jpg');
  const said = content.imagePath && separatedBySlashes(content.imagePath);
  const found = photographs.find(own) ?? (said && photographs.find(posix.join(posix.dirname(name), said)));
  const photograph = found || (said ? posix.join(posix.dirname(name), posix.basename(said)) : own);
  const stated = { width: content.imageWidth ?? 0, height: content.imageHeight ?? 0 };
  const size: Size =
    stated.width > 0 || !found ? stated : await readImageSize(join(root, found)).catch(() => stated);
  const boxes = content.shapes.flatMap((shape) => {
    const box = boxOfShape(shape);
    if (typeof box === 'string') leftOut.add(box, name);
    return typeof box === 'string' ? [] : [{ className: shape.label, box, flags: flagsOf(shape), line: 0 }];
  });
  return { image: { id: photographId(photograph), file: photograph, ...size }, labels: file, boxes };
}

/** The box of a shape, or why it has none. */
export function boxOfShape({ shape_type: type, points }: Shape): Box | string {
  const corners = points.map(([x, y]) => ({ x, y }));
  const kind = type ?? (corners.length === 2 ? 'rectangle' : 'polygon');
  if (kind === 'circle' && corners.length === 2) {
    const radius = Math.hypot(corners[1]!.x - corners[0]!.x, corners[1]!.y - corners[0]!.y);
    return ellipseBox(corners[0]!, { x: radius, y: radius });
  }
  const isOutline = ['rectangle', 'polygon', 'rotation', 'mask', 'oriented_rectangle'].includes(kind);
  return isOutline && corners.length > 1 ? boxAround(corners) : `a shape of type "${kind}" is no box`;
}

function flagsOf({ flags: set, difficult }: Shape): number {
  const given: Record<string, unknown> = { difficult, ...set };
  return flagsOfMarks((mark) => given[mark] === true);
}
