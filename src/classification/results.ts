/** The results of a classifier. */
import type { Tensor } from '../engines/engine.js';
import type { RcnnError } from '../errors.js';
import type { Box, Size } from '../geometry/box.js';
import type { ActivationMap } from '../trunk/activation-map.js';
import type { View } from './views.js';

export interface Prediction {
  readonly class: string;
  /** WordNet id, for the classes of ImageNet. */
  readonly wnid?: string;
  /** Probability, 0..1. */
  readonly score: number;
}

/** Milliseconds. Images of one batch share the time of their network. */
export interface ClassifyTimings {
  readonly decode: number;
  readonly classify: number;
  readonly total: number;
}

export interface Classified extends Size {
  /** Best first. */
  readonly predictions: Prediction[];
  readonly timings: ClassifyTimings;
}

export interface ClassifiedRegion {
  readonly box: Box;
  /** Best first. */
  readonly predictions: Prediction[];
}

export interface ClassifiedRegions extends Size {
  /** In the order of the boxes. */
  readonly regions: ClassifiedRegion[];
  readonly timings: ClassifyTimings;
}

/** A view of an image with its predictions. */
export interface ClassifiedView extends View {
  readonly predictions: Prediction[];
}

export interface ClassMap extends ActivationMap, Prediction {
  /** The area that the map covers, in pixels of the image; it may extend beyond it. */
  readonly box: Box;
  /** The map's mean plus the bias: the class's score before softmax. */
  readonly logit: number;
}

/** One entry per image, in order; an image that cannot be read fails alone. */
export type ClassifyResult<S, R = Classified> = { source: S } & (R | { error: RcnnError });

/** A layer's values for an image of a list. */
export type FeaturesResult<S> = ClassifyResult<S, Tensor>;
