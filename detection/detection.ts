import type { Box } from '../src/geometry/box.js';

/** One found object. */
export interface Detection {
  readonly class: string;
  /** Place of the class in the detector's `classes`, from 0. */
  readonly classIndex: number;
  /** Calibrated: of detections with score s, about a share s is right. 0..1. */
  readonly score: number;
  /** Pixels of the original image, inside it. */
  readonly box: Box;
}
