/** Distinguishable colours, for classes and for segments. */
import { RcnnError } from '../errors.js';

/** Bytes 0..255. */
export interface Color {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** Turning by it spreads any number of hues evenly, each new one into the widest gap. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** Alternating lightness distinguishes neighbours of similar hue, for the colour-blind too. */
const LIGHTNESS = [0.7, 0.82, 0.6];

/** Vivid, yet inside sRGB for most hues; what is not is clipped. */
const CHROMA = 0.19;

/** Where the hues start: at a clear green-blue, so that the first few classes look well together. */
const FIRST_HUE = 2.6;

/** The i-th of endlessly many distinct colours, evenly light to the eye (OKLCH, Ottosson 2020). */
export function distinctColor(i: number): Color {
  return fromOklch(LIGHTNESS[i % LIGHTNESS.length], CHROMA, FIRST_HUE + i * GOLDEN_ANGLE);
}

/**
 * The first twelve for classes: as far apart as twelve colours get, by hue and by lightness, and none too dark
 * or too pale for a line on a photograph. Lightness, chroma and hue in degrees (OKLCH).
 */
const CLASS_COLORS: readonly (readonly [number, number, number])[] = [
  [0.65, 0.23, 25],
  [0.75, 0.17, 62],
  [0.88, 0.18, 98],
  [0.87, 0.22, 128],
  [0.68, 0.19, 147],
  [0.82, 0.13, 188],
  [0.74, 0.15, 235],
  [0.58, 0.22, 262],
  [0.64, 0.23, 297],
  [0.68, 0.27, 330],
  [0.82, 0.11, 0],
  [0.58, 0.1, 60],
];

/**
 * A colour a label. It follows from the label's name, so the same label mostly has the same colour in every
 * picture; a label whose colour another of this picture has already gets the next free one.
 */
export function colorsFor(labels: Iterable<string>): Map<string, Color> {
  const colors = new Map<string, Color>();
  const taken = new Set<number>();
  for (const label of labels) {
    if (colors.has(label)) continue;
    let slot = hash(label) % CLASS_COLORS.length;
    for (let tried = 0; taken.has(slot) && tried < CLASS_COLORS.length; tried++) {
      slot = (slot + 1) % CLASS_COLORS.length;
    }
    if (taken.has(slot)) slot = taken.size;
    taken.add(slot);
    colors.set(label, classColor(slot));
  }
  return colors;
}

function classColor(slot: number): Color {
  if (slot >= CLASS_COLORS.length) return distinctColor(slot);
  const [lightness, chroma, degrees] = CLASS_COLORS[slot];
  return fromOklch(lightness, chroma, (degrees * Math.PI) / 180);
}

/** `#rrggbb`, for SVG. */
export function toHex({ red, green, blue }: Color): string {
  return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Reads `#rrggbb`. */
export function fromHex(text: string): Color {
  if (!/^#[0-9a-f]{6}$/i.test(text)) {
    throw new RcnnError('bad-option', `Expected a colour like #1e90ff, but got "${text}".`);
  }
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
  return { red, green, blue };
}

/** Black or white, whichever is easier to read on `color` (relative luminance, WCAG 2). */
export function inkOn({ red, green, blue }: Color): '#000000' | '#ffffff' {
  const linear = (value: number) => (value / 255) ** 2.2;
  const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  // At 0.179 both have the same contrast ratio.
  return luminance > 0.179 ? '#000000' : '#ffffff';
}

/** FNV-1a, 32 bits: short, and the same everywhere. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

/** Ottosson's published matrices, to linear sRGB; then gamma. */
function fromOklch(lightness: number, chroma: number, hue: number): Color {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return {
    red: toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    green: toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    blue: toByte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  };
}

function toByte(linear: number): number {
  const value = Math.min(Math.max(linear, 0), 1);
  const encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(255 * encoded);
}
