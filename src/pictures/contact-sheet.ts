/** Many small pictures on one, with captions. */
import type { Size } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';
import { resizeRaster } from '../imaging/resample.js';
import { CAP_HEIGHT, fitText, textPath, textWidth } from './lettering.js';
import { overlaySvg } from './overlay.js';

export interface Tile {
  readonly raster: Raster;
  /** One line, cut with an ellipsis when it is too wide. */
  readonly caption?: string;
}

export interface SheetOptions {
  /** Side of the square that each picture is fitted into, in pixels. Default 128. */
  readonly tile?: number;
  /** Default: about as wide as high, at most 12. */
  readonly columns?: number;
  /** Size of the captions' letters in pixels. Default: follows the tiles, at least 9. */
  readonly font?: number;
}

const BACKGROUND = 24;
const INK = '#e8e8e8';

/** Pictures in reading order on a dark sheet, each centred in its square with its caption below. */
export async function contactSheet(tiles: readonly Tile[], options: SheetOptions = {}): Promise<Raster> {
  if (tiles.length === 0) throw new RangeError('Expected at least one picture for the sheet, but got none.');
  const side = options.tile ?? 128;
  const columns = Math.min(tiles.length, options.columns ?? Math.min(12, Math.ceil(Math.sqrt(tiles.length))));
  const captioned = tiles.some(({ caption }) => caption);
  const grid = gridOf(side, { captioned, font: options.font ?? Math.max(9, side / 11) });
  const rows = Math.ceil(tiles.length / columns);
  const width = columns * grid.stepX + grid.gap;
  const height = rows * grid.stepY + grid.gap;
  const sheet = { width, height, data: new Uint8Array(3 * width * height).fill(BACKGROUND) };
  let captions = '';
  tiles.forEach(({ raster, caption }, i) => {
    const x = grid.gap + (i % columns) * grid.stepX;
    const y = grid.gap + Math.floor(i / columns) * grid.stepY;
    const fitted = fit(raster, side);
    paste(fitted, sheet, x + ((side - fitted.width) >> 1), y + ((side - fitted.height) >> 1));
    if (caption) captions += captionPath(caption, { x, y: y + side, side, font: grid.font });
  });
  return captions === '' ? sheet : overlaySvg(sheet, `<path d="${captions}" fill="${INK}"/>`);
}

interface Grid {
  readonly gap: number;
  readonly font: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** Distances follow the tiles' side. */
function gridOf(side: number, { captioned, font }: { captioned: boolean; font: number }): Grid {
  const gap = Math.max(4, Math.round(side / 16));
  const line = captioned ? Math.ceil(font * (CAP_HEIGHT + 0.9)) : 0;
  return { gap, font, stepX: side + gap, stepY: side + line + gap };
}

function captionPath(
  caption: string,
  { x, y, side, font }: { x: number; y: number; side: number; font: number },
): string {
  const text = fitText(caption, font, side);
  const left = x + (side - textWidth(text, font)) / 2;
  return textPath(text, { x: left, y: y + font * (CAP_HEIGHT + 0.55), size: font });
}

function fit(raster: Raster, side: number): Raster {
  const scale = side / Math.max(raster.width, raster.height);
  const size: Size = {
    width: Math.max(1, Math.round(raster.width * scale)),
    height: Math.max(1, Math.round(raster.height * scale)),
  };
  return resizeRaster(raster, size, scale < 1 ? 'area' : 'bilinear');
}

function paste(from: Raster, onto: Raster, left: number, top: number): void {
  for (let y = 0; y < from.height; y++) {
    const row = from.data.subarray(3 * y * from.width, 3 * (y + 1) * from.width);
    onto.data.set(row, 3 * ((top + y) * onto.width + left));
  }
}
