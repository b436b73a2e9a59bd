/** What the network sees of a photograph in each view, with its votes. */
import type { ClassifiedView } from '../classification/results.js';
import type { Crops, SquarePlace } from '../classification/views.js';
import type { Box, Size } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';
import { cropRaster } from '../imaging/warp.js';
import { stacked, withCaption } from './caption.js';
import { fromHex } from './colors.js';
import { contactSheet, fitted, type Tile } from './contact-sheet.js';

/** Side of a view on the sheet, in pixels: one is examined, 126 are compared. */
const TILES: Readonly<Record<Crops, number>> = { 1: 224, 10: 160, 144: 112 };
/** The photograph, then corners and centre; of 144 also their mirror images. */
const COLUMNS: Readonly<Record<Crops, number>> = { 1: 2, 10: 6, 144: 11 };
/** Size of the letters of headings. */
const HEADING = 14;
/** Of corners and centre, or squares, of a row: told apart by the colour-blind too (Okabe and Ito). */
const COLOURS = ['#e69f00', '#56b4e9', '#f0e442', '#d55e00', '#cc79a7'] as const;
/** Width of a view's frame on the sheet, in pixels. */
const FRAME = 3;
/** Of its outline on the photograph. */
const OUTLINE = 2;

/**
 * Rows of views, each as the network sees it, mirrored ones too, above its vote. A row begins with the photograph, on which
 * its views are outlined, each in the colour of its frame; of 144 there is a row per square and scale, the whole squares last.
 */
export async function viewsSheet(
  raster: Raster,
  views: readonly ClassifiedView[],
  crops: Crops,
): Promise<Raster> {
  const [tile, columns] = [TILES[crops], COLUMNS[crops]];
  const small = fitted(raster, tile);
  const tilesOf = (row: readonly ClassifiedView[]): Tile[] => {
    const colours = coloursOf(row);
    return [
      { raster: outlined(small, colours, raster), caption: 'where they are' },
      ...row.map((view) => tileOf(raster, view, { side: tile, colour: colours.get(keyOf(view))!.colour })),
    ];
  };
  const rows = new Map<string, ClassifiedView[]>();
  const isWhole = (view: ClassifiedView) => Number(view.place === 'whole');
  for (const view of views.toSorted((a, b) => isWhole(a) - isWhole(b))) {
    const heading = crops === 144 ? headingOf(view, raster) : String(view.mirror);
    rows.set(heading, [...(rows.get(heading) ?? []), view]);
  }
  if (crops !== 144) {
    return contactSheet([...rows.values()].flatMap(tilesOf), { tile, columns });
  }
  const sheets: Raster[] = [];
  for (const [heading, row] of rows) {
    const sheet = await contactSheet(tilesOf(row), { tile, columns });
    const wide = widened(sheet, columns * tile);
    sheets.push(await withCaption(wide, heading, { place: 'above', font: HEADING }));
  }
  return stacked(sheets);
}

type Colours = ReadonlyMap<string, { readonly box: Box; readonly colour: string }>;

/** Mirror images are of one place, and have its colour. */
const keyOf = ({ box }: ClassifiedView) => Object.values(box).join(' ');

function coloursOf(row: readonly ClassifiedView[]): Colours {
  const places = new Map(row.map((view) => [keyOf(view), view.box]));
  return new Map([...places].map(([key, box], i) => [key, { box, colour: COLOURS[i % COLOURS.length]! }]));
}

/** @param small the photograph, resized */
function outlined(small: Raster, colours: Colours, { width, height }: Size): Raster {
  const [x, y] = [small.width / width, small.height / height];
  // The first on top.
  return [...colours.values()].toReversed().reduce((drawn, { box: { x1, y1, x2, y2 }, colour }) => {
    return framed(drawn, colour, { box: { x1: x * x1, y1: y * y1, x2: x * x2, y2: y * y2 }, line: OUTLINE });
  }, small);
}

function tileOf(
  raster: Raster,
  { box, mirror, predictions: [vote] }: ClassifiedView,
  { side, colour }: { readonly side: number; readonly colour: string },
): Tile {
  const crop = cropRaster(raster, box, { width: side, height: side });
  const seen = framed(mirror ? mirrored(crop) : crop, colour);
  return { raster: seen, caption: vote!.class.split(',')[0]!, tail: vote!.score.toFixed(2) };
}

/** Lines on whole pixels: on so small a picture, any others would be pale. */
function framed(
  { width, height, data }: Raster,
  colour: string,
  { box = { x1: 0, y1: 0, x2: width, y2: height }, line = FRAME }: { box?: Box; line?: number } = {},
): Raster {
  const { red, green, blue } = fromHex(colour);
  const [x1, y1, x2, y2] = [box.x1, box.y1, box.x2, box.y2].map(Math.round) as [
    number,
    number,
    number,
    number,
  ];
  const out = Uint8Array.from(data);
  for (let y = y1; y < y2; y++) {
    for (let x = x1; x < x2; x++) {
      const inside = Math.min(x - x1, y - y1, x2 - 1 - x, y2 - 1 - y);
      if (inside < line) out.set([red, green, blue], 3 * (y * width + x));
    }
  }
  return { width, height, data: out };
}

/** Equal views are computed and drawn once. */
export function headingOf({ square, scale, place, weight }: ClassifiedView, size: Size): string {
  const times = weight === 1 ? '' : `; each counts ${weight} times`;
  const one = squareName(square.place, size);
  if (place !== 'whole') return `${one} at ${scale} x ${scale}: corners and centre, then mirrored${times}`;
  const all = size.width === size.height ? one : 'Each square';
  return `${all} resized as a whole, and mirrored${times}`;
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
