import { openSource } from '../byte-window.js';
import { DetectionBuilder } from '../columns.js';
import { cocoImageIds } from '../images.js';
import { JsonCursor } from '../json-cursor.js';
import { report } from '../problem.js';
import type { Dataset, DetectionTable } from '../records.js';
import type { ReadResultsOptions } from '../result-rows.js';
import { type CocoBox, readBox, readId } from './entries.js';
import type { ResultsAhead } from './results-ahead.js';
import { parseCocoResults } from './results-parser.js';

interface Result {
  readonly imageId: number;
  readonly categoryId: number;
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
  dataset: Pick<Dataset, 'images' | 'classes'>,
  { onProblem, ahead }: ReadCocoResultsOptions = {},
): Promise<DetectionTable> {
  const imageIndex = new Map(cocoImageIds(dataset.images).map((id, index) => [id, index]));
  const classIndex = new Map(dataset.classes.map(({ id }, index) => [id, index]));
  using source = openSource(file);
  // Whoever takes problems wants to know the lines as well.
  const indices = { images: imageIndex, classes: classIndex };
  const quick = onProblem ? undefined : ahead ? await ahead.parse(indices) : parseCocoResults(file, indices);
  if (quick) return quick;
  const detections = new DetectionBuilder();
  const cursor = new JsonCursor(source, file);
  let item = -1;
  cursor.array(() => {
    const { line } = cursor;
    const { imageId, categoryId, box, score } = readResult(cursor, ++item);
    const image = imageIndex.get(imageId);
    const index = classIndex.get(categoryId);
    if (image === undefined) {
      const message = `expected [${item}] on one of the ${imageIndex.size} images, but its image_id is ${imageId}.`;
      return report({ kind: 'unknown-image', file, line, message }, onProblem);
    }
    if (index === undefined) {
      const message = `expected [${item}] of one of the ${classIndex.size} classes, but its category_id is ${categoryId}.`;
      onProblem?.({ kind: 'unknown-class', file, line, message });
    }
    detections.add({ image, class: index ?? -1, ...box, score }, { file: 0, line, item });
  });
  cursor.end();
  return detections.finish([file], '');
}

function readResult(cursor: JsonCursor, index: number): Result {
  let imageId: number | undefined;
  let categoryId: number | undefined;
  let box: CocoBox | undefined;
  let score: number | undefined;
  cursor.object((key) => {
    if (key === 'image_id') imageId = readId(cursor);
    else if (key === 'category_id') categoryId = readId(cursor);
    else if (key === 'bbox') box = readBox(cursor);
    else if (key === 'score') score = cursor.number();
    else cursor.skip();
  });
  if (imageId === undefined || categoryId === undefined || box === undefined || score === undefined) {
    throw cursor.error(`[${index}] to have image_id, category_id, bbox and score`, 'less');
  }
  return { imageId, categoryId, box, score };
}
