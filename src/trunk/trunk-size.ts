import type { Size } from '../geometry/box.js';

/** What an image is scaled to before the shared trunk sees it. */
export interface TrunkScale {
  /** Pixels of the shorter side; the larger, the finer the map of small objects (448 -> 600: 3 to 5 points of mAP). */
  readonly shortSide: number;
  /** Limit of the longer side, which bounds time and memory for panoramas. */
  readonly longSide: number;
}

/** Two cells of the trunk's stride-16 map; narrower inputs vanish in its pools. */
const LEAST_SIDE = 32;

/** Size of the trunk's input: aspect ratio kept, but for rounding and for images that would be thinner than 32 pixels. */
export function trunkSize({ width, height }: Size, { shortSide, longSide }: TrunkScale): Size {
  const scale = Math.min(shortSide / Math.min(width, height), longSide / Math.max(width, height));
  const scaled = (side: number) => Math.max(LEAST_SIDE, Math.round(side * scale));
  return { width: scaled(width), height: scaled(height) };
}
