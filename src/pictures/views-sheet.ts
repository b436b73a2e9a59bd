/** What the network sees of a photograph in each view, with its votes. */
import type { ClassifiedView } from '../classification/results.js';
import type { Crops, SquarePlace } from '../classification/views.js';
import type { Size } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';
import { cropRaster } from '../imaging/warp.js';
import { stacked, withCaption } from './caption.js';
import { contactSheet, fitted, type Tile } from './contact-sheet.js';
import { drawDetections } from './draw.js';

/** Side of a view on the sheet, in pixels: one is examined, 126 are compared. */
const TILES: Readonly<Record<Crops, number>> = { 1: 224, 10: 160, 144: 112 };
/** The photograph, then corners and centre; of 144 also their mirror images. */
const COLUMNS: Readonly<Record<Crops, number>> = { 1: 2, 10: 6, 144: 11 };
/** Longer side of the photograph while outlines are drawn on it, in pixels. */
const DRAWN = 400;
/** Size of the letters of headings. */
const HEADING = 14;

/**
 * Rows of views, each as the network sees it, mirrored ones too, above its vote. A row begins with the photograph, on which
 * its views are outlined; of 144 there is a row per square and scale.
 */
export async function viewsSheet(
  raster: Raster,
  views: readonly ClassifiedView[],
  crops: Crops,
): Promise<Raster> {
  const [tile, columns] = [TILES[crops], COLUMNS[crops]];
  const small = fitted(raster, DRAWN);
  const tilesOf = async (row: readonly ClassifiedView[]): Promise<Tile[]> => [
    { raster: await outlined(small, row, raster), caption: 'where they are' },
    ...row.map((view) => tileOf(raster, view, tile)),
  ];
  const rows = new Map<string, ClassifiedView[]>();
  for (const view of views) {
    const heading = crops === 144 ? headingOf(view, raster) : String(view.mirror);
    rows.set(heading, [...(rows.get(heading) ?? []), view]);
  }
  if (crops !== 144) {
    const tiles = await Promise.all([...rows.values()].map(tilesOf));
    return contactSheet(tiles.flat(), { tile, columns });
  }
  const sheets: Raster[] = [];
  for (const [heading, row] of rows) {
    const sheet = await contactSheet(await tilesOf(row), { tile, columns });
    const wide = widened(sheet, columns * tile);
    sheets.push(await withCaption(wide, heading, { place: 'above', font: HEADING }));
  }
  return stacked(sheets);
}

/** @param small the photograph, resized */
function outlined(small: Raster, views: readonly ClassifiedView[], { width, height }: Size): Promise<Raster> {
  const [x, y] = [small.width / width, small.height / height];
  return drawDetections(
    small,
    views.map(({ box: { x1, y1, x2, y2 } }) => {
      return { box: { x1: x * x1, y1: y * y1, x2: x * x2, y2: y * y2 }, label: '', color: '#fce678' };
    }),
  );
}

function tileOf(raster: Raster, { box, mirror, predictions: [vote] }: ClassifiedView, side: number) {
  const crop = cropRaster(raster, box, { width: side, height: side });
  const caption = `${vote!.class.split(',')[0]} ${vote!.score.toFixed(2)}`;
  return { raster: mirror ? mirrored(crop) : crop, caption };
}

/** Equal views are computed and drawn once. */
export function headingOf({ square, scale, place, weight }: ClassifiedView, size: Size): string {
  const what = place === 'whole' ? 'resized as a whole' : `at ${scale} x ${scale}: corners and centre`;
  const times = weight === 1 ? '' : `; each counts ${weight} times`;
  return `${squareName(square.place, size)} ${what}, then mirrored${times}`;
}

function squareName(place: SquarePlace, { width, height }: Size): string {
  if (width === height) return 'The photograph';
  const [first, last] = width > height ? ['Left', 'Right'] : ['Top', 'Bottom'];
  return `${{ first, centre: 'Centre', last }[place]} square`;
}

/** At least as wide, so that a heading above it has room. */
function widened(raster: Raster, width: number): Raster {
  if (raster.width >= width) return raster;
  return stacked([raster, { width, height: 0, data: new Uint8Array(0) }]);
}

function mirrored({ width, height, data }: Raster): Raster {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      out.set(data.subarray(from, from + 3), 3 * (y * width + width - 1 - x));
    }
  }
  return { width, height, data: out };
}
