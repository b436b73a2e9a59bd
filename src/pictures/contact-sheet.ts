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
  /** Follows the caption and is never cut, such as a score. */
  readonly tail?: string | undefined;
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

/**
 * Pictures in reading order on a dark sheet, each fitted into a square and centred in its place, with its caption
 * below. A row is as high as its highest picture.
 */
export async function contactSheet(tiles: readonly Tile[], options: SheetOptions = {}): Promise<Raster> {
  if (tiles.length === 0) throw new RangeError('Expected at least one picture for the sheet, but got none.');
  const side = options.tile ?? 128;
  const columns = Math.min(tiles.length, options.columns ?? Math.min(12, Math.ceil(Math.sqrt(tiles.length))));
  const captioned = tiles.some(({ caption }) => caption);
  const grid = gridOf(side, { captioned, font: options.font ?? Math.max(9, side / 11) });
  const pictures = tiles.map(({ raster }) => fitted(raster, side));
  const rows = rowsOf(pictures, columns, grid);
  const width = columns * grid.stepX + grid.gap;
  const height = grid.gap + rows.reduce((sum, row) => sum + row.height + grid.below, 0);
  const sheet = { width, height, data: new Uint8Array(3 * width * height).fill(BACKGROUND) };
  let captions = '';
  tiles.forEach(({ caption, tail }, i) => {
    const picture = pictures[i];
    const row = rows[Math.floor(i / columns)];
    const x = grid.gap + (i % columns) * grid.stepX;
    const left = x + ((side - picture.width) >> 1);
    paste(picture, sheet, left, row.top + ((row.height - picture.height) >> 1));
    if (caption)
      captions += captionPath({ caption, tail }, { x, y: row.top + row.height, side, font: grid.font });
  });
  return captions === '' ? sheet : overlaySvg(sheet, `<path d="${captions}" fill="${INK}"/>`);
}

interface Grid {
  readonly gap: number;
  readonly font: number;
  readonly stepX: number;
  /** From the end of a row's pictures to the next row. */
  readonly below: number;
}

/** Distances follow the tiles' side. */
function gridOf(side: number, { captioned, font }: { captioned: boolean; font: number }): Grid {
  const gap = Math.max(4, Math.round(side / 16));
  const line = captioned ? Math.ceil(font * (CAP_HEIGHT + 0.9)) : 0;
  return { gap, font, stepX: side + gap, below: line + gap };
}

function rowsOf(pictures: readonly Size[], columns: number, { gap, below }: Grid) {
  const rows: { readonly top: number; readonly height: number }[] = [];
  let top = gap;
  for (let i = 0; i < pictures.length; i += columns) {
    const height = Math.max(...pictures.slice(i, i + columns).map((picture) => picture.height));
    rows.push({ top, height });
    top += height + below;
  }
  return rows;
}

function captionPath(
  { caption = '', tail }: Pick<Tile, 'caption' | 'tail'>,
  { x, y, side, font }: { x: number; y: number; side: number; font: number },
): string {
  const end = tail === undefined ? '' : ` ${tail}`;
  const text = fitText(caption, font, side - textWidth(end, font)) + end;
  const left = x + (side - textWidth(text, font)) / 2;
  return textPath(text, { x: left, y: y + font * (CAP_HEIGHT + 0.55), size: font });
}

/** The picture at the size that fits into a square of this side. */
export function fitted(raster: Raster, side: number): Raster {
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
