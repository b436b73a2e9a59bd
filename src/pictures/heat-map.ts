/** Heat maps: values on a coarse grid, laid over the photograph. */
import type { Box, Size } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';

/** Values on a grid that covers `box` of the photograph evenly. */
export interface HeatMap extends Size {
  /** Rows from the top. */
  readonly values: Float32Array;
  /** In pixels of the photograph. */
  readonly box: Box;
  /** The grid's columns run from right to left: it is of the mirrored photograph. */
  readonly mirror?: boolean;
}

/** Whether any value speaks for the class: else the whole map has one colour, and whoever draws it says so. */
export function hasEvidence(values: Iterable<number>): boolean {
  for (const value of values) if (value > 0) return true;
  return false;
}

/** Colours at shares 0, 1/3, 2/3 and 1 of the largest value: lightness rises with the value, for the colour-blind. */
const WARM = [
  [40, 11, 84],
  [159, 42, 99],
  [229, 92, 48],
  [252, 230, 120],
] as const;

/** Share of the photograph's grey in the colours. */
const PHOTOGRAPH = 0.45;

/** Brightness of the photograph outside the box. */
const OUTSIDE = 0.5;

/**
 * The photograph in grey, warm where the values are high; values of at most 0 count as 0.
 * Values are at the centres of cells, interpolated between them.
 *
 * @param options.largest value of the lightest colour; default: the map's own largest value
 */
export function drawHeatMap(
  raster: Raster,
  map: HeatMap,
  { largest = map.values.reduce((a, b) => Math.max(a, b), 0) }: { readonly largest?: number } = {},
): Raster {
  const { width, height, data } = raster;
  const { box } = map;
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 3 * (y * width + x);
      const inside = x + 0.5 >= box.x1 && x + 0.5 < box.x2 && y + 0.5 >= box.y1 && y + 0.5 < box.y2;
      if (!inside) {
        for (let c = 0; c < 3; c++) out[at + c] = OUTSIDE * data[at + c]!;
        continue;
      }
      // Luma of Rec. 601.
      const grey = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
      const share = largest > 0 ? valueAt(map, { x: x + 0.5, y: y + 0.5 }) / largest : 0;
      colour(Math.min(Math.max(share, 0), 1), grey, { out, at });
    }
  }
  return { width, height, data: out };
}

function colour(share: number, grey: number, { out, at }: { out: Uint8Array; at: number }): void {
  const warm = warmColour(share);
  for (let c = 0; c < 3; c++) out[at + c] = PHOTOGRAPH * grey + (1 - PHOTOGRAPH) * warm[c]!;
}

/** @param share 0..1 */
export function warmColour(share: number): [number, number, number] {
  const step = share * (WARM.length - 1);
  const below = Math.min(Math.floor(step), WARM.length - 2);
  const part = step - below;
  const mixed = (c: number) => mix(WARM[below]![c]!, WARM[below + 1]![c]!, part);
  return [mixed(0), mixed(1), mixed(2)];
}

/** Bilinear; beyond the border its values continue. */
function valueAt(
  { values, width, height, box, mirror }: HeatMap,
  { x, y }: { x: number; y: number },
): number {
  const across = (x - box.x1) / (box.x2 - box.x1);
  const column = clamp((mirror ? 1 - across : across) * width - 0.5, width - 1);
  const row = clamp(((y - box.y1) / (box.y2 - box.y1)) * height - 0.5, height - 1);
  const left = Math.floor(column);
  const top = Math.floor(row);
  const right = Math.min(left + 1, width - 1);
  const bottom = Math.min(top + 1, height - 1);
  const upper = mix(values[top * width + left]!, values[top * width + right]!, column - left);
  const lower = mix(values[bottom * width + left]!, values[bottom * width + right]!, column - left);
  return mix(upper, lower, row - top);
}

const mix = (a: number, b: number, part: number) => a + (b - a) * part;
const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most);
