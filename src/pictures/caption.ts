/** Lines of text above and below a picture, on a strip of its own: nothing of the picture is hidden. */
import type { Raster } from '../imaging/raster.js';
import { toHex } from './colors.js';
import { warmColour } from './heat-map.js';
import { CAP_HEIGHT, fitText, textPath, textWidth } from './lettering.js';
import { overlaySvg } from './overlay.js';

/** As contact sheets. */
const BACKGROUND = 24;
const INK = '#e8e8e8';

export interface CaptionOptions {
  /** Default `below`. */
  readonly place?: 'above' | 'below';
  /** Size of the letters in pixels; default: as labels on a picture of this size. */
  readonly font?: number;
  /** Draws the warm colours from the first to the last with these words at their ends, behind the text. */
  readonly ramp?: readonly [string, string];
}

/** The picture with one line of text, cut with an ellipsis where it is too long. */
export async function withCaption(
  raster: Raster,
  text: string,
  options: CaptionOptions = {},
): Promise<Raster> {
  const { width, height } = raster;
  const font = options.font ?? Math.max(11, Math.sqrt(width * height) / 36);
  const strip = Math.ceil(font * (CAP_HEIGHT + 1.2));
  const above = options.place === 'above';
  const data = new Uint8Array(3 * width * (height + strip)).fill(BACKGROUND);
  data.set(raster.data, above ? 3 * width * strip : 0);
  const baseline = (above ? 0 : height) + font * (CAP_HEIGHT + 0.6);
  const line = { x: font * 0.5, y: baseline, font, width };
  return overlaySvg({ width, height: height + strip, data }, lineOf(text, line, options.ramp));
}

interface Line {
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly font: number;
  readonly width: number;
}

function lineOf(given: string, { x, y, font, width }: Line, ramp: CaptionOptions['ramp']): string {
  const written = (words: string, left: number) =>
    `<path d="${textPath(words, { x: left, y, size: font })}" fill="${INK}"/>`;
  const text = fitText(given, font, width - 2 * x);
  if (!ramp) return written(text, x);
  const [first, last] = ramp;
  const from = x + textWidth(`${text}  ${first} `, font);
  const end = from + RAMP * font;
  const bars = Array.from({ length: STEPS }, (_, i) => {
    const wide = (RAMP * font) / STEPS;
    return `<rect x="${from + i * wide}" y="${y - CAP_HEIGHT * font}" width="${wide + 0.5}" height="${CAP_HEIGHT * font}" fill="${rampColour(i / (STEPS - 1))}"/>`;
  });
  return written(`${text}  ${first}`, x) + bars.join('') + written(last, end + font / 3);
}

/** Length of the ramp in letters' sizes, and its steps. */
const RAMP = 8;
const STEPS = 24;

/** @param share 0, the lightest of the warm colours, to 1, a dark one that still shows on a photograph */
export function rampColour(share: number): string {
  const [red, green, blue] = warmColour(1 - 0.75 * share).map(Math.round) as [number, number, number];
  return toHex({ red, green, blue });
}

/** Pictures below each other, at the left of a sheet as wide as the widest. */
export function stacked(pictures: readonly Raster[]): Raster {
  const width = Math.max(...pictures.map((picture) => picture.width));
  const height = pictures.reduce((sum, picture) => sum + picture.height, 0);
  const data = new Uint8Array(3 * width * height).fill(BACKGROUND);
  let top = 0;
  for (const picture of pictures) {
    for (let y = 0; y < picture.height; y++) {
      const row = picture.data.subarray(3 * y * picture.width, 3 * (y + 1) * picture.width);
      data.set(row, 3 * (top + y) * width);
    }
    top += picture.height;
  }
  return { width, height, data };
}
