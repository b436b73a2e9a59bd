import { collectDetections, type FoundBox } from '../collect-detections.js';
import { lookAt } from '../look.js';
import type { DetectionTable, ImagesAndClasses } from '../records.js';
import type { ReadResultsOptions } from '../result-rows.js';
import { pathOfAddress, withoutHash } from './photograph.js';
import { regionsOf } from './regions.js';
import { taskFile } from './sniff.js';
import { readTasks } from './tasks.js';

/** Reads the latest prediction of each task; a region without a score has that of its prediction, else 1. */
export async function readLabelStudioResults(
  path: string,
  dataset: ImagesAndClasses,
  options: ReadResultsOptions,
): Promise<DetectionTable> {
  const file = (await taskFile(await lookAt(path))) ?? path;
  const found = (await readTasks(file)).flatMap(({ image, predictions }): FoundBox[] => {
    const prediction = predictions.at(-1);
    if (image === undefined || !prediction) return [];
    return regionsOf(prediction.result).flatMap((region) => {
      if ('leftOut' in region) return [];
      const score = region.score ?? prediction.score ?? 1;
      const photograph = withoutHash(pathOfAddress(image));
      return region.names.map((className) => ({
        image: photograph,
        className,
        box: region.box,
        score,
        file,
        line: 0,
      }));
    });
  });
  return collectDetections(found, dataset, options);
}
