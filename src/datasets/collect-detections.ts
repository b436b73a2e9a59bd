import type { Box } from '../geometry/box.js';
import { DetectionBuilder } from './columns.js';
import { ImageFinder } from './images.js';
import { shown } from './numbers.js';
import { reportStranger } from './problem.js';
import type { DetectionTable, ImagesAndClasses } from './records.js';
import type { ReadResultsOptions } from './result-rows.js';

/** A detection as a label tool's file has it, in pixels. */
export interface FoundBox {
  /** Id or path of the photograph. */
  readonly image: string;
  readonly className: string;
  readonly box: Box;
  readonly score: number;
  readonly file: string;
  /** 1-based; 0 where line numbers mean little. */
  readonly line: number;
}

/**
 * The detections as a table. Those of classes that are not in the data set get class -1.
 * @throws RcnnError `bad-option` for an image that is not in the data set
 */
export function collectDetections(
  found: Iterable<FoundBox>,
  { images, classes }: ImagesAndClasses,
  { onProblem }: ReadResultsOptions,
): DetectionTable {
  const finder = new ImageFinder(images);
  const classIndex = new Map(classes.map(({ name }, index) => [name, index]));
  const builder = new DetectionBuilder();
  const files = new Map<string, number>();
  for (const { image, className, box, score, file, line } of found) {
    const index = finder.find(image);
    const place = { file, ...(line > 0 && { line }) };
    if (index === undefined) {
      const message = `expected an image of the data set, but got ${shown(image)}.`;
      reportStranger({ ...place, message }, onProblem);
      continue;
    }
    const known = classIndex.get(className);
    if (known === undefined) {
      const message = `expected a class of the data set, but got ${shown(className)}.`;
      onProblem?.({ kind: 'unknown-class', ...place, message });
    }
    if (!files.has(file)) files.set(file, files.size);
    builder.add({ image: index, class: known ?? -1, ...box, score }, { file: files.get(file)!, line });
  }
  return builder.finish([...files.keys()]);
}
