/** Parts that results lack: an absent file or line does not mean that nothing was found. */

import type { Columns } from './inputs.js';
import type { RuleOptions } from './rule-options.js';

/** In the order of the data set. */
export interface Missing {
  /** Ids of images without a line. */
  readonly images: readonly string[];
  /** Names of evaluated classes with objects, without a file. */
  readonly classes: readonly string[];
}

/** Empty for results whose format does not say, see `DetectionTable.covers`. */
export function missingResults(
  { images, classes, truth, detections: { covers = {} } }: Columns,
  { onlyClasses }: Pick<RuleOptions, 'onlyClasses'>,
): Missing {
  const only = onlyClasses && new Set(onlyClasses);
  const annotated = new Set(covers.classes ? truth.class : []);
  return {
    images: covers.images ? images.filter((_, i) => !covers.images![i]).map(({ id }) => id) : [],
    classes: classes
      .filter(
        ({ name, wnid }, k) =>
          covers.classes?.[k] === 0 &&
          annotated.has(k) &&
          (!only || only.has(name) || only.has(wnid ?? name)),
      )
      .map(({ name }) => name),
  };
}

/** Whether nothing is missing. */
export function isComplete({ images, classes }: Missing): boolean {
  return images.length + classes.length === 0;
}
