/** R = regions of one batch, K = classes. */
import type { Box } from '../../src/geometry/box.js';
import type { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { ActivationMap } from '../../src/trunk/activation-map.js';
import type { SharedTrunk } from '../../src/trunk/shared-trunk.js';

/** What the network says of a batch of regions. */
export interface ScoredRegions {
  /** R proposals, pixels of the image. */
  readonly boxes: Boxes;
  /** R x K probabilities, 0..1: each class for itself, or beside the others and background, as the model's heads are. */
  readonly scores: Float32Array;
  /** R x K x 4: dx, dy, dw, dh of box-coding.ts. */
  readonly deltas: Float32Array;
}

/** What each cell of a region adds to a class's score before the logistic; their mean plus the bias is that score. */
export interface Evidence extends ActivationMap {
  /** What the cells cover, in pixels of the image: the region with the surroundings that the network sees. */
  readonly box: Box;
}

/** A way to see regions and what it makes of them. Batches stream, so that memory does not grow with the number of regions. */
export interface RegionScorer extends Disposable {
  /** Where regions share a map: what makes it, for proposals from the same map. Stays the scorer's. */
  readonly trunk?: SharedTrunk;
  /** Whether to score refined boxes as well. */
  readonly secondLook?: boolean;
  /** The proposals worth scoring, in their order; absent: all are. */
  choose?(image: Raster, proposals: Boxes): Promise<Boxes>;
  score(image: Raster, proposals: Boxes): AsyncIterable<ScoredRegions>;
  /** Where in a region the evidence for class k lies; absent where regions are seen as crops. */
  evidence?(image: Raster, box: Box, k: number): Promise<Evidence>;
}
