/** What a detector does unless it is told otherwise. Apart from the schemas: commands name these in their help. */

/** Proposals looked at. With more, `voc` finds more false boxes than objects. */
export const DEFAULT_COUNT = 500;
/** Most detections of an image: a picture rarely holds more objects; COCO counts 100, and mAP gains nothing beyond. */
export const MAX_DETECTIONS = 100;
/**
 * Least score of a candidate that takes part in the decision, unless less is asked for. mAP gains nothing below it,
 * and it is the same whatever the threshold, so that the boxes that are evaluated (from 0.01) are those that people
 * see (from 0.3).
 */
export const SCORE_FLOOR = 0.01;
/** Suits people: most of what is shown is right. */
export const DEFAULT_THRESHOLD = 0.3;
/**
 * Above it two boxes of a class are one object (arXiv 1311.2524, section 2.2: "learned"; the published code uses 0.3).
 * For cards that training writes: a detector goes by its card.
 */
export const NMS_IOU = 0.3;
