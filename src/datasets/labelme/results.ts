import { join } from 'node:path';
import { collectDetections, type FoundBox } from '../collect-detections.js';
import type { Look } from '../look.js';
import { listFiles } from '../photographs.js';
import type { DetectionTable, ImagesAndClasses } from '../records.js';
import type { ReadResultsOptions } from '../result-rows.js';
import { isLabelMe, isLabelMeFile } from './sniff.js';
import { boxOfShape, readLabelMeFile } from './truth.js';

/** A folder of LabelMe files. A single JSON file is more likely to be COCO's results. */
export async function isLabelMeResults(look: Look): Promise<boolean> {
  return look.isFolder && (await isLabelMe(look));
}

/** Reads shapes with a `score`, as this package and X-AnyLabeling write them; a shape without one counts with 1. */
export async function readLabelMeResults(
  folder: string,
  dataset: ImagesAndClasses,
  options: ReadResultsOptions,
): Promise<DetectionTable> {
  const found: FoundBox[] = [];
  for (const name of await listFiles(folder, /\.json$/i)) {
    const file = join(folder, name);
    if (!(await isLabelMeFile(file))) continue;
    const image = name.replace(/\.json$/i, '');
    for (const shape of (await readLabelMeFile(file)).shapes) {
      const box = boxOfShape(shape);
      if (typeof box === 'string') continue;
      found.push({ image, className: shape.label, box, score: shape.score ?? 1, file, line: 0 });
    }
  }
  return collectDetections(found, dataset, options);
}
