import { z } from 'zod';
import type { Box } from '../../geometry/box.js';
import { DetectionBuilder } from '../columns.js';
import { ImageFinder } from '../images.js';
import { LeftOutClasses } from '../left-out-classes.js';
import { readLines } from '../lines.js';
import { shown } from '../numbers.js';
import { badDataset, report, reportStranger } from '../problem.js';
import type { ClassRecord, DetectionTable, ImagesAndClasses } from '../records.js';
import type { FailedImage, ReadResultsOptions } from '../result-rows.js';
import { writeText } from '../write-file.js';
import { failureSchema, reportFailure } from './failures.js';

/** Pixels, half-open. */
export const boxSchema = z
  .object({ x1: z.number(), y1: z.number(), x2: z.number(), y2: z.number() })
  .refine(({ x1, y1, x2, y2 }) => x2 >= x1 && y2 >= y1, { error: 'expected x1 <= x2 and y1 <= y2' });

/** What `detect` prints for an image; keys that are not needed here are passed. */
const lineSchema = z.object({
  image: z.string(),
  detections: z.array(z.object({ class: z.string(), score: z.number(), box: boxSchema })),
});

/** What is known of one image, by any program. */
export interface DetectedImage {
  readonly width: number;
  readonly height: number;
  readonly detections: readonly { readonly class: string; readonly score: number; readonly box: Box }[];
}

/** A line as `detect --json`, runs and conversions write it. */
interface DetectionLine extends DetectedImage {
  readonly image: string;
  /** Milliseconds by step. */
  readonly timings?: Readonly<Record<string, number>>;
}

/** The one writer of the line: what every program that prints detections says about an image, in this order of keys. */
export function detectionLine(
  image: string,
  { width, height, detections }: DetectedImage,
  timings?: DetectionLine['timings'],
): DetectionLine {
  const rows = detections.map(({ class: name, score, box }) => ({
    class: name,
    score: shortScore(score),
    box: { x1: box.x1, y1: box.y1, x2: box.x2, y2: box.y2 },
  }));
  return { image, width, height, detections: rows, ...(timings ? { timings } : {}) };
}

/**
 * Nine digits distinguish any two float32, so that order and ties of the scores, and with them every metric, stay
 * as computed; written as the float64 that it is, a score takes twice as many. Scores that are no float32, of other
 * programs, stay as they are.
 */
export function shortScore(score: number): number {
  return Math.fround(score) === score ? Number(score.toPrecision(9)) : score;
}

/**
 * Reads the lines that `detect` writes: `{"image", "detections": [{"class", "score", "box"}], ...}`. An image
 * is found by id or by the name of its file, a class by name or wnid. Streams.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line, also for an image that comes twice; `bad-option` for
 *   an image of other data
 */
export async function readNdjsonDetections(
  file: string,
  { images, classes }: ImagesAndClasses,
  options: ReadResultsOptions = {},
): Promise<DetectionTable> {
  const { onProblem, signal } = options;
  const finder = new ImageFinder(images);
  const classIndex = indicesByName(classes);
  const seen = new Uint8Array(images.length);
  const builder = new DetectionBuilder();
  const leftOut = new LeftOutClasses();
  const onLine = (text: string, line: number) => {
    const parsed = parseResultLine(text, lineSchema, { file, line });
    const image = finder.find(parsed.image);
    if (image === undefined) {
      const message = `expected an image of the data set, but got ${shown(parsed.image)}.`;
      reportStranger({ file, line, message }, onProblem);
      return;
    }
    if (seen[image]) {
      const message = `expected each image once, but ${shown(parsed.image)} comes again.`;
      report({ kind: 'duplicate', file, line, message }, onProblem);
      return;
    }
    seen[image] = 1;
    if ('error' in parsed) return reportFailure(parsed, { file, line }, options);
    for (const { class: name, score, box } of parsed.detections) {
      const index = classIndex.get(name);
      if (index === undefined) {
        const message = `expected a class of the data set, but got ${shown(name)}.`;
        onProblem?.({ kind: 'unknown-class', file, line, message });
        leftOut.add(name);
      }
      builder.add({ image, class: index ?? -1, score, ...box }, { file: 0, line });
    }
  };
  await readLines(file, onLine, signal ? { signal } : {});
  const others = leftOut.list();
  return { ...builder.finish([file]), covers: { images: seen }, ...(others && { leftOut: others }) };
}

/** By name, and by wnid where there is one. */
function indicesByName(classes: readonly ClassRecord[]): ReadonlyMap<string, number> {
  return new Map(
    classes.flatMap(({ name, wnid }, index) => [
      [wnid ?? name, index],
      [name, index],
    ]),
  );
}

interface Where {
  readonly file: string;
  readonly line: number;
}

/** Checks one line against a schema. @throws RcnnError `bad-dataset` with file and line */
export function parseJsonLine<T>(text: string, schema: z.ZodType<T>, where: Where): T {
  return checkValue(parseJson(text, where), schema, where);
}

/** As {@link parseJsonLine}, for lines that may be `{"image", "error"}` instead. */
export function parseResultLine<T>(text: string, schema: z.ZodType<T>, where: Where): T | FailedImage {
  const value = parseJson(text, where);
  const failure = failureSchema.safeParse(value);
  return failure.success ? failure.data : checkValue(value, schema, where);
}

function parseJson(text: string, where: Where): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const message = `expected a JSON object on the line, but: ${(cause as Error).message}.`;
    throw badDataset({ kind: 'malformed', ...where, message }, cause);
  }
}

function checkValue<T>(value: unknown, schema: z.ZodType<T>, where: Where): T {
  const { error, data } = schema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  const path = issue?.path ?? [];
  const came = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], value);
  // What zod says of the value itself is said below, as the file has it.
  const expected = issue?.message.replace(/^Invalid input: /, '').replace(/, received \w+$/, '');
  const message = `${placeOf(path)}: ${expected}, but got ${came === undefined ? 'nothing' : shown(came)}.`;
  throw badDataset({ kind: 'malformed', ...where, message }, error);
}

/**
 * Writes detections as `detect` does, a line for every image of the data set in its order, within an image in
 * the table's order. Nothing is lost but `timings`. Rows of class -1 are left out.
 */
export async function writeNdjsonDetections(
  file: string,
  detections: DetectionTable,
  dataset: ImagesAndClasses,
): Promise<void> {
  await writeText(file, detectionLines(detections, dataset));
}

function* detectionLines(table: DetectionTable, { images, classes }: ImagesAndClasses): Generator<string> {
  const rows = images.map((): number[] => []);
  for (let row = 0; row < table.length; row++) if (table.class[row]! >= 0) rows[table.image[row]!]!.push(row);
  for (const [index, { id, width, height }] of images.entries()) {
    const detections = rows[index]!.map((row) => ({
      class: classes[table.class[row]!]!.name,
      score: table.score[row]!,
      box: { x1: table.x1[row]!, y1: table.y1[row]!, x2: table.x2[row]!, y2: table.y2[row]! },
    }));
    yield `${JSON.stringify(detectionLine(id, { width, height, detections }))}\n`;
  }
}

/** `detections[0].box.x1`. */
function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'line';
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
