/** Annotated pictures: boxes with their labels and scores. */
import { type Box, clip, type Size } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';
import { resizeRaster } from '../imaging/resample.js';
import { type Color, colorsFor, fromHex, inkOn, toHex } from './colors.js';
import { placeLabels } from './label-layout.js';
import { CAP_HEIGHT, fitText, textPath, textWidth } from './lettering.js';
import { overlaySvg } from './overlay.js';

export interface DrawnBox {
  /** In pixels of the raster; what leaves it is cut off. */
  readonly box: Box;
  /** Left out, and no plate drawn, when empty. */
  readonly label: string;
  /** The label is left out where it would lie on another one. Default false. */
  readonly dispensable?: boolean;
  /** Written after the label, with two digits. */
  readonly score?: number;
  /** `#rrggbb`; by default a colour that follows from the label. */
  readonly color?: string;
}

/** Below this longer side a picture is enlarged by a whole number, since no label would be readable on it. */
const SMALLEST_SIDE = 400;

/** Above this longer side a picture is shrunk: WebP ends here, and librsvg at twice as much. */
const LARGEST_SIDE = 16_383;

/**
 * The picture with its boxes drawn, the first on top: pass the best first. Lines and letters grow with the
 * picture. Pictures with no side of 400 pixels come back enlarged by a whole number (nearest neighbour),
 * those with a side above 16,383 shrunk to it; all others in their own size.
 *
 * @param options.thin lines of half the width, with a dark rim alone: for many boxes
 */
export async function drawDetections(
  raster: Raster,
  items: readonly DrawnBox[],
  { thin = false }: { readonly thin?: boolean } = {},
): Promise<Raster> {
  const { picture, zoom } = zoomed(raster);
  const pen = penFor(picture, thin);
  const named = colorsFor(items.map(({ label }) => label));
  const drawn = items.map(({ box, label, score, color, dispensable }) => ({
    dispensable,
    box: clip(scaleBox(box, zoom), picture),
    text: [label, label !== '' && score !== undefined ? score.toFixed(2) : ''].filter(Boolean).join(' '),
    color: color === undefined ? named.get(label)! : fromHex(color),
  }));
  const visible = drawn.filter(({ box }) => box.x2 > box.x1 && box.y2 > box.y1);
  if (visible.length === 0) return picture;
  const outlines = visible.toReversed().map((item) => outline(item, pen));
  return overlaySvg(picture, outlines.join('') + plates(visible, pen, picture));
}

interface Item {
  readonly box: Box;
  readonly text: string;
  readonly color: Color;
  readonly dispensable: boolean | undefined;
}

/** Sizes in pixels. */
interface Pen {
  readonly line: number;
  readonly font: number;
  readonly thin: boolean;
}

/** A 500 x 375 photograph gets letters of 12 pixels and lines of 2; one of 12 megapixels 96 and 16. */
function penFor({ width, height }: Size, thin: boolean): Pen {
  const font = Math.max(11, Math.sqrt(width * height) / 36);
  return { font, thin, line: thin ? Math.max(1, font / 12) : Math.max(2, font / 6) };
}

function zoomed(raster: Raster): { picture: Raster; zoom: { x: number; y: number } } {
  const longer = Math.max(raster.width, raster.height);
  if (longer >= SMALLEST_SIDE && longer <= LARGEST_SIDE) return { picture: raster, zoom: { x: 1, y: 1 } };
  const factor = longer < SMALLEST_SIDE ? Math.ceil(SMALLEST_SIDE / longer) : LARGEST_SIDE / longer;
  const width = Math.max(1, Math.round(raster.width * factor));
  const height = Math.max(1, Math.round(raster.height * factor));
  const picture = resizeRaster(raster, { width, height }, factor < 1 ? 'area' : 'nearest');
  return { picture, zoom: { x: width / raster.width, y: height / raster.height } };
}

function scaleBox({ x1, y1, x2, y2 }: Box, { x, y }: { x: number; y: number }): Box {
  return { x1: x1 * x, y1: y1 * y, x2: x2 * x, y2: y2 * y };
}

/** A coloured line inside the box's edge, between a light and a dark rim: brown shows on a brown cat, white on snow. */
function outline({ box, color }: Item, { line, thin }: Pen): string {
  const inset = Math.min(line / 2, (box.x2 - box.x1) / 2, (box.y2 - box.y1) / 2);
  const rectangle =
    `x="${round(box.x1 + inset)}" y="${round(box.y1 + inset)}" ` +
    `width="${round(box.x2 - box.x1 - 2 * inset)}" height="${round(box.y2 - box.y1 - 2 * inset)}" ` +
    `rx="${round(line)}" fill="none"`;
  return (
    `<rect ${rectangle} stroke="#000" stroke-opacity="0.5" stroke-width="${round(line * 2.8)}"/>` +
    (thin
      ? ''
      : `<rect ${rectangle} stroke="#fff" stroke-opacity="0.85" stroke-width="${round(line * 1.8)}"/>`) +
    `<rect ${rectangle} stroke="${toHex(color)}" stroke-width="${round(line)}"/>`
  );
}

/** The labels on plates of their box's colour, over all outlines. */
function plates(items: readonly Item[], { font }: Pen, picture: Size): string {
  const pad = font * 0.4;
  const height = font * CAP_HEIGHT + 2 * pad;
  const labels = items
    .map((item) => ({ ...item, text: fitText(item.text, font, picture.width - 2 * pad) }))
    .filter(({ text }) => text !== '')
    .map((item) => ({ ...item, plate: { width: textWidth(item.text, font) + 2 * pad, height } }));
  const places = placeLabels(labels, picture);
  const drawn = labels.map(({ text, color, plate }, i) => {
    const place = places[i];
    if (!place) return '';
    const { x1, y1 } = place;
    const letters = textPath(text, { x: x1 + pad, y: y1 + height - pad, size: font });
    return (
      `<rect x="${round(x1)}" y="${round(y1)}" width="${round(plate.width)}" height="${round(height)}" ` +
      `rx="${round(font / 6)}" fill="${toHex(color)}"/><path d="${letters}" fill="${inkOn(color)}"/>`
    );
  });
  return drawn.toReversed().join('');
}

function round(value: number): string {
  return value.toFixed(2);
}
