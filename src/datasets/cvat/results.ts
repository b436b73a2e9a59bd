import { collectDetections } from '../collect-detections.js';
import { lookAt } from '../look.js';
import type { DetectionTable, ImagesAndClasses } from '../records.js';
import type { ReadResultsOptions } from '../result-rows.js';
import { readCvatDocument } from './document.js';
import { boxOfShape, scoreOf } from './shapes.js';
import { cvatFile } from './sniff.js';

/** Reads boxes with an attribute `score`, as this package writes them; a box without one counts with 1. */
export async function readCvatResults(
  path: string,
  dataset: ImagesAndClasses,
  options: ReadResultsOptions,
): Promise<DetectionTable> {
  const file = (await cvatFile(await lookAt(path))) ?? path;
  const { images } = await readCvatDocument(file);
  const found = images.flatMap(({ name, shapes }) =>
    shapes.flatMap(({ label, element }) => {
      const box = boxOfShape(element, file);
      if (typeof box === 'string') return [];
      const score = scoreOf(element) ?? 1;
      return [{ image: name, className: label, box, score, file, line: element.line }];
    }),
  );
  return collectDetections(found, dataset, options);
}
