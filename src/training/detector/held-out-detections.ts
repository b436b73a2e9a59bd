import { SCORE_FLOOR } from '../../../detection/defaults.js';
import type { Detection } from '../../../detection/detection.js';
import type { DetectedObject } from '../../../eval/inputs.js';
import type { Dataset } from '../../datasets/records.js';
import type { CrossFit } from './cross-fit.js';
import { headDetections } from './head-detections.js';
import { type HeadMaterial, proposalFeatures } from './head-material.js';
import type { Heads } from './heads.js';

/** What the heads see: features as they were learnt from, and the boxes they are of. */
type Judged = Pick<HeadMaterial, 'features' | 'width' | 'photographs'>;

/**
 * What detectors of cross-fitted heads find on the photographs that they have not learnt from, from score 0.01 on.
 *
 * @param images and classes of the photographs
 * @param folds the part of each photograph
 */
export function heldOutDetections(
  material: Judged,
  { heads }: Pick<CrossFit, 'heads'>,
  { images, classes, folds }: Pick<Dataset, 'images' | 'classes'> & { readonly folds: Int32Array },
): DetectedObject[] {
  const names = classes.map(({ name }) => name);
  return images.flatMap(({ id }, p) =>
    detectionsOf(material, p, { heads: heads[folds[p]], names }).map(({ class: name, score, box }) => ({
      image: id,
      class: name,
      score,
      box,
    })),
  );
}

function detectionsOf(
  material: Judged,
  photograph: number,
  { heads, names }: { readonly heads: Heads; readonly names: readonly string[] },
): Detection[] {
  const { boxes, objects, proposals, width, height } = material.photographs[photograph];
  const seen = {
    ...{ width, height, boxes: boxes.slice(objects, objects + proposals) },
    features: proposalFeatures(material, photograph),
  };
  return headDetections(seen, { classes: names, ...heads }, SCORE_FLOOR);
}
