/**
 * Text as outlines: an SVG `<text>` renders as nothing where no fonts are installed, as in slim containers, and
 * differently everywhere else. DejaVu Sans Bold comes with the package; characters that it lacks are written as their
 * code points.
 * Reading it takes 25 ms, at the first use.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The few parts of opentype.js that are used; its published types pull a browser's globals in. */
interface Font {
  readonly unitsPerEm: number;
  charToGlyph(character: string): Glyph;
}

interface Glyph {
  /** 0: the empty box of a character that the font lacks. */
  readonly index: number;
  readonly advanceWidth: number;
  getPath(x: number, y: number, size: number): { readonly commands: readonly Command[] };
}

type Command =
  | { readonly type: 'M' | 'L'; readonly x: number; readonly y: number }
  | { readonly type: 'Q'; readonly x1: number; readonly y1: number; readonly x: number; readonly y: number }
  | { readonly type: 'Z' };

const FONT_FILE = '@fontsource/dejavu-sans/files/dejavu-sans-latin-700-normal.woff';

/** Height of a capital letter as a part of the font size, in DejaVu Sans Bold. */
export const CAP_HEIGHT = 0.73;

let font: Font | undefined;

function load(): Font {
  if (font) return font;
  const require = createRequire(import.meta.url);
  const { parse } = require('opentype.js') as {
    parse(file: ArrayBuffer, options: { lowMemory: boolean }): Font;
  };
  const file = readFileSync(require.resolve(FONT_FILE));
  const bytes = new Uint8Array(file.length);
  bytes.set(file);
  // Glyphs are read as they are used: 25 ms instead of 80.
  font = parse(bytes.buffer, { lowMemory: true });
  return font;
}

/** Width of one line of text in pixels at font size `size`. */
export function textWidth(text: string, size: number): number {
  const { unitsPerEm } = load();
  let units = 0;
  for (const glyph of glyphsOf(writable(text))) units += glyph.advanceWidth;
  return (units / unitsPerEm) * size;
}

/** One line of text as the `d` of an SVG path; `x` is its left edge, `y` its baseline. */
export function textPath(text: string, { x, y, size }: { x: number; y: number; size: number }): string {
  const { unitsPerEm } = load();
  let data = '';
  let pen = x;
  for (const glyph of glyphsOf(writable(text))) {
    for (const command of glyph.getPath(pen, y, size).commands) data += svgCommand(command);
    pen += (glyph.advanceWidth / unitsPerEm) * size;
  }
  return data;
}

/** opentype.js's own `toPathData` writes NaN for numbers a hair off an integer, and joins some numbers. */
function svgCommand(command: Command): string {
  switch (command.type) {
    case 'Z':
      return 'Z';
    case 'Q':
      return `Q${command.x1.toFixed(2)} ${command.y1.toFixed(2)} ${command.x.toFixed(2)} ${command.y.toFixed(2)}`;
    default:
      return `${command.type}${command.x.toFixed(2)} ${command.y.toFixed(2)}`;
  }
}

/** The text, cut with an ellipsis where it is wider than `width`; empty when no letter of it fits. */
export function fitText(given: string, size: number, width: number): string {
  const text = writable(given);
  if (textWidth(text, size) <= width) return text;
  const room = width - textWidth('…', size);
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += textWidth(character, size);
    if (used > room) break;
    kept += character;
  }
  return kept === '' ? '' : `${kept.trimEnd()}…`;
}

/**
 * The text with the code point for each character that the font lacks: 猫 is `U+732B`. An empty box, the same for all
 * of them, would not distinguish two classes; a font for all scripts would be larger than the whole package.
 */
export function writable(text: string): string {
  const face = load();
  const words: string[] = [];
  let missing = false;
  for (const character of text) {
    const isMissing = !/\s/.test(character) && face.charToGlyph(character).index === 0;
    const code = () => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
    // Blanks keep codes apart from each other and from letters.
    if ((isMissing || missing) && words.length > 0 && !/\s$/.test(words.at(-1)!) && !/\s/.test(character))
      words.push(' ');
    words.push(isMissing ? code() : character);
    missing = isMissing;
  }
  return words.join('');
}

/** Glyph by glyph, without ligatures and kerning: labels need none. */
function* glyphsOf(text: string): Generator<Glyph> {
  const face = load();
  for (const character of text) yield face.charToGlyph(/\s/.test(character) ? ' ' : character);
}
