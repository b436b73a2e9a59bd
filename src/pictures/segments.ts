/** Pictures of a segmentation. */

import type { Raster } from '../imaging/raster.js';
import { distinctColor } from './colors.js';

/** How much of the photograph shines through: enough to recognise it between hundreds of colours. */
const PHOTOGRAPH = 0.5;

/** Multiplies the colour of pixels at a border between two segments. */
const BORDER = 0.35;

/**
 * Each segment in a colour of its own, over the photograph, with dark borders.
 *
 * @param labels one per pixel, rows from the top; any non-negative integers
 */
export function drawSegments({ width, height, data }: Raster, labels: Int32Array): Raster {
  if (labels.length !== width * height) {
    throw new RangeError(`Expected ${width * height} labels, one a pixel, but got ${labels.length}.`);
  }
  const colors = new Map<number, readonly [number, number, number]>();
  const out = new Uint8Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const color = colorOf(labels[i], colors);
      const borders =
        (x + 1 < width && labels[i + 1] !== labels[i]) || (y + 1 < height && labels[i + width] !== labels[i]);
      const weight = (1 - PHOTOGRAPH) * (borders ? BORDER : 1);
      for (let c = 0; c < 3; c++) out[3 * i + c] = PHOTOGRAPH * data[3 * i + c] + weight * color[c];
    }
  }
  return { width, height, data: out };
}

function colorOf(label: number, known: Map<number, readonly [number, number, number]>) {
  let color = known.get(label);
  if (!color) {
    const { red, green, blue } = distinctColor(known.size);
    color = [red, green, blue];
    known.set(label, color);
  }
  return color;
}
