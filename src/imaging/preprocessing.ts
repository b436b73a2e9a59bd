/** How a network wants its pixels: part of every weights file's record, since weights mean nothing without it. */
export interface Preprocessing {
  /** The order of the three planes. */
  readonly channelOrder: 'rgb' | 'bgr';
  /** Subtracted, one per plane, in the planes' order; on the scale 0..255. */
  readonly mean: readonly [number, number, number];
  /** Multiplies after the subtraction; 1 when absent. */
  readonly scale?: number;
}

/** BVLC GoogLeNet (models/bvlc_googlenet/train_val.prototxt): BGR, 0..255, minus the mean colour of ILSVRC12. */
export const BVLC_PREPROCESSING: Preprocessing = { channelOrder: 'bgr', mean: [104, 117, 123] };
