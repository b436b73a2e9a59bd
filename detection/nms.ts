/**
 * R-CNN's threshold (arXiv 1311.2524, section 2.2: "learned"; the published code uses 0.3): above it two boxes
 * of a class are one object.
 */
export const NMS_IOU = 0.3;
