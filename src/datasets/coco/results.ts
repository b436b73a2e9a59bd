import type { LongWork } from '../../progress.js';
import { inTurns, type Steps } from '../../steps.js';
import { openSource } from '../byte-window.js';
import { DetectionBuilder } from '../columns.js';
import { cocoImageIds } from '../images.js';
import { JsonCursor } from '../json-cursor.js';
import { LeftOutClasses } from '../left-out-classes.js';
import { type OnProblem, reportStranger } from '../problem.js';
import type { Dataset, DetectionTable, ImagesAndClasses } from '../records.js';
import type { ReadResultsOptions } from '../result-rows.js';
import { type CocoBox, readBox } from './entries.js';
import type { ResultsAhead } from './results-ahead.js';
import { type CocoIndices, partSteps } from './results-parser.js';

interface Result {
  readonly imageId: number | string;
  readonly categoryId: number | string;
  readonly box: CocoBox;
  readonly score: number;
}

export interface ReadCocoResultsOptions extends ReadResultsOptions {
  /** A thread that reads the same file already. */
  readonly ahead?: ResultsAhead;
}

/**
 * Reads COCO's results JSON: `[{"image_id", "category_id", "bbox": [x, y, width, height], "score"}, ...]`.
 * Categories that the data set has not get class -1: they are not evaluated.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line, also for an image outside the data set
 */
export async function readCocoResults(
  file: string,
  dataset: ImagesAndClasses,
  { onProblem, ahead, signal }: ReadCocoResultsOptions = {},
): Promise<DetectionTable> {
  const imageIndex = imagesById(dataset.images);
  const classIndex = classesById(dataset.classes);
  using source = openSource(file);
  // A caller that takes problems wants the lines as well.
  const unknown = new UnknownClasses();
  const indices = {
    images: numbersOnly(imageIndex),
    classes: numbersOnly(classIndex),
    unknownClass: unknown.code,
  };
  const work = signal ? { signal } : {};
  const quick = onProblem
    ? undefined
    : await (ahead ? ahead.parse(indices, work) : quickly(file, indices, work));
  if (quick) return unknown.counted(quick);
  const cursor = new JsonCursor(source, file);
  const detections = await recordByRecord(cursor, { file, imageIndex, classIndex, unknown, onProblem }, work);
  return unknown.counted(detections);
}

interface Placing {
  readonly file: string;
  readonly imageIndex: ReturnType<typeof imagesById>;
  readonly classIndex: ReturnType<typeof classesById>;
  readonly unknown: UnknownClasses;
  readonly onProblem: OnProblem | undefined;
}

/** Slower than {@link quickly}, with the line of each problem. */
async function recordByRecord(
  cursor: JsonCursor,
  { file, imageIndex, classIndex, unknown, onProblem }: Placing,
  work: Pick<LongWork, 'signal'>,
): Promise<DetectionTable> {
  const detections = new DetectionBuilder();
  if (!cursor.isArray()) throw cursor.error('an array of { image_id, category_id, bbox, score }');
  let item = -1;
  const records = cursor.portions(() => {
    item++;
    const { line } = cursor;
    const { imageId, categoryId, box, score } = readResult(cursor);
    const image = imageIndex.get(imageId);
    const index = classIndex.get(categoryId);
    if (image === undefined) {
      const message = `detection ${item + 1} has image_id ${JSON.stringify(imageId)}, which the truth does not have.`;
      return reportStranger({ file, line, message }, onProblem);
    }
    if (index === undefined) {
      const message = `detection ${item + 1} has category_id ${JSON.stringify(categoryId)}, which the truth does not have.`;
      onProblem?.({ kind: 'unknown-class', file, line, message });
    }
    const code = index ?? unknown.code(categoryId);
    detections.add({ image, class: code, ...box, score }, { file: 0, line, item });
  });
  await inTurns(readings(records), work);
  cursor.end();
  return detections.finish([file], '');
}

async function quickly(
  file: string,
  indices: CocoIndices,
  work: Pick<LongWork, 'signal'>,
): Promise<DetectionTable | undefined> {
  return (await inTurns(partSteps(file, indices, {}), work))?.columns.finish();
}

function* readings(portions: Iterable<number>): Steps<void> {
  for (const done of portions) yield { stage: 'results', done };
}

/** Gives classes that the data set has not codes from -1 downwards while a file is read, and counts their rows. */
class UnknownClasses {
  readonly #ids: (number | string)[] = [];
  readonly #codes = new Map<number | string, number>();

  readonly code = (id: number | string): number => {
    const known = this.#codes.get(id);
    if (known !== undefined) return known;
    const code = -this.#ids.push(id);
    this.#codes.set(id, code);
    return code;
  };

  /** The table with -1 for all of them. */
  counted(table: DetectionTable): DetectionTable {
    if (this.#ids.length === 0) return table;
    const leftOut = new LeftOutClasses();
    for (let row = 0; row < table.length; row++) {
      const code = table.class[row]!;
      if (code >= 0) continue;
      leftOut.add(String(this.#ids[-code - 1]));
      table.class[row] = -1;
    }
    const list = leftOut.list();
    return { ...table, ...(list && { leftOut: list }) };
  }
}

/** Images by number as COCO knows them, and by their own id where that is text or has 64 bits. */
function imagesById(images: Dataset['images']): Map<number | string, number> {
  const byId = new Map<number | string, number>(images.map(({ id }, index) => [id, index]));
  cocoImageIds(images).forEach((id, index) => {
    byId.set(Number.isSafeInteger(Number(id)) ? Number(id) : id, index);
  });
  return byId;
}

function classesById(classes: Dataset['classes']): Map<number | string, number> {
  return new Map(
    classes.flatMap(({ id, aliases = [] }, index) => [id, ...aliases].map((one) => [one, index])),
  );
}

/** What the fast way through the file knows. */
function numbersOnly(byId: ReadonlyMap<number | string, number>): Map<number, number> {
  return new Map([...byId].filter((entry): entry is [number, number] => typeof entry[0] === 'number'));
}

const KEYS = ['image_id', 'category_id', 'bbox', 'score'] as const;

function readResult(cursor: JsonCursor): Result {
  let imageId: number | string | undefined;
  let categoryId: number | string | undefined;
  let box: CocoBox | undefined;
  let score: number | undefined;
  cursor.object((key) => {
    if (key === 'image_id') imageId = cursor.id();
    else if (key === 'category_id') categoryId = cursor.id();
    else if (key === 'bbox') box = readBox(cursor);
    else if (key === 'score') score = cursor.number();
    else cursor.skip();
  });
  if (imageId === undefined || categoryId === undefined || box === undefined || score === undefined) {
    const missing = KEYS[[imageId, categoryId, box, score].indexOf(undefined)];
    throw cursor.error('image_id, category_id, bbox and score', `no ${missing}`);
  }
  return { imageId, categoryId, box, score };
}
