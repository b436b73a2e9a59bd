/**
 * The tokens of JSON in a sliding window: white space, numbers, strings, literals, each checked as JSON.parse
 * checks it. What they make up is json-cursor.ts's.
 */
import { type ByteSource, ByteWindow, END } from './byte-window.js';
import { shownToken } from './json-token.js';
import { KnownTexts } from './known-texts.js';
import { type BadDatasetError, badDataset } from './problem.js';
import { refuseUtf16 } from './text.js';

export const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [MINUS, PLUS, DOT, ZERO, NINE] = [0x2d, 0x2b, 0x2e, 0x30, 0x39];
const [EXPONENT, UNICODE] = [0x65, 0x75];

/** What may follow a backslash. */
const ESCAPES = new Set([...'"\\/bfnrtu'].map((character) => character.charCodeAt(0)));

/** Integers of at most this many digits are exact in a double, and so are these powers: the quotient is the nearest double. */
export const EXACT_DIGITS = 15;
export const POWERS_OF_TEN = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, power) =>
  Number(`1e${power}`),
);

/** Of an unexpected token, in messages. */
const SHOWN_BYTES = 64;

const decoder = new TextDecoder('utf-8', { fatal: true });

export class JsonScanner {
  /** 1-based line of the byte here. */
  line = 1;
  readonly #file: string;
  readonly #window: ByteWindow;
  readonly #keys = new KnownTexts();
  readonly #place: () => string;
  #mantissa = 0;

  /** @param options.place the place of an error in the document: `annotations[17].bbox` */
  constructor(
    source: ByteSource,
    { file, windowBytes, place }: { file: string; windowBytes: number; place: () => string },
  ) {
    this.#file = file;
    this.#place = place;
    this.#window = new ByteWindow(source, windowBytes, () =>
      this.error(`numbers and strings of at most ${windowBytes} bytes`, 'a longer one'),
    );
    const first = this.#window.byte;
    if (first >= 0xfe) refuseUtf16(this.#window.shown(2), file);
    if (first === 0xef) for (const byte of [0xef, 0xbb, 0xbf]) this.expect(byte, 'UTF-8 JSON');
  }

  /** Passes white space. @returns the byte after it */
  peek(): number {
    const window = this.#window;
    for (;;) {
      const { byte } = window;
      if (byte === 0x0a) this.line++;
      else if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) return byte;
      window.step();
    }
  }

  /** Passes `byte`, which must be next. */
  expect(byte: number, what: string): void {
    if (this.#window.byte !== byte) throw this.error(what);
    this.#window.step();
  }

  /** Passes `byte` if it is next. */
  accept(byte: number): boolean {
    const found = this.#window.byte === byte;
    if (found) this.#window.step();
    return found;
  }

  number(): number {
    this.#window.keep();
    const quick = this.skipNumber();
    if (!Number.isNaN(quick)) {
      this.#window.drop();
      return quick;
    }
    const text = this.#window.takeAscii();
    const value = Number(text);
    if (!Number.isFinite(value)) throw this.error('a finite number', text.slice(0, 40));
    return value;
  }

  /**
   * A whole number; as text where it has more digits than a double, or is in quotes: whatever can be a key in
   * Python.
   */
  id(): number | string {
    const window = this.#window;
    if (window.byte === QUOTE) return this.string();
    window.keep();
    const quick = this.skipNumber();
    if (Number.isSafeInteger(quick)) {
      window.drop();
      return quick;
    }
    const text = window.takeAscii();
    const value = Number(text);
    if (Number.isSafeInteger(value)) return value;
    if (/^-?\d+$/.test(text)) return text;
    throw this.error('a whole number or text', text.slice(0, 40));
  }

  string(): string {
    this.#window.keep();
    return this.skipString() ? this.#window.takeAscii(1) : this.#decoded();
  }

  /** A string of which the file has few, again and again. */
  key(): string {
    this.#window.keep();
    return this.skipString() ? this.#window.takeKnown(this.#keys) : this.#decoded();
  }

  /** Passes a number; its value when it has few digits and no exponent (nearly always), else NaN. */
  skipNumber(): number {
    const window = this.#window;
    const negative = this.accept(MINUS);
    const leadingZero = window.byte === ZERO;
    this.#mantissa = 0;
    const whole = this.#skipDigits();
    if (leadingZero && whole > 1) throw this.error('a number', 'one with a leading zero');
    const decimals = this.accept(DOT) ? this.#skipDigits() : 0;
    const quick = whole + decimals <= EXACT_DIGITS ? this.#mantissa / POWERS_OF_TEN[decimals]! : Number.NaN;
    if ((window.byte | 0x20) !== EXPONENT) return negative ? -quick : quick;
    window.step();
    if (!this.accept(PLUS)) this.accept(MINUS);
    this.#skipDigits();
    return Number.NaN;
  }

  /** Passes a string. @returns whether it is ASCII without escapes, so that its bytes are its text */
  skipString(): boolean {
    const window = this.#window;
    let plain = true;
    this.expect(QUOTE, 'a string');
    for (let { byte } = window; byte !== QUOTE; byte = window.byte) {
      // Also the end of the file.
      if (byte < 0x20) throw this.error('a string without control characters, closed on its line');
      window.step();
      if (byte > 0x7f) plain = false;
      if (byte !== BACKSLASH) continue;
      plain = false;
      this.#skipEscape();
    }
    window.step();
    return plain;
  }

  /** Passes `true`, `false` or `null`. */
  skipLiteral(): void {
    const literal = ['true', 'false', 'null'].find((word) => word.charCodeAt(0) === this.#window.byte);
    if (!literal) throw this.error('a JSON value');
    for (const byte of Buffer.from(literal)) this.expect(byte, literal);
  }

  /** @returns the error `bad-dataset` at this line */
  error(expected: string, got = this.#shownHere()): BadDatasetError {
    const place = this.#place();
    const where = place === '' ? '' : ` in ${place}`;
    return badDataset({
      kind: 'malformed',
      file: this.#file,
      line: this.line,
      message: `expected ${expected}${where}, but got ${got}.`,
    });
  }

  #decoded(): string {
    try {
      return JSON.parse(decoder.decode(this.#window.take())) as string;
    } catch {
      throw this.error('a string in UTF-8', 'other bytes');
    }
  }

  /** Passes one digit or more and appends them to the mantissa. @returns how many */
  #skipDigits(): number {
    const window = this.#window;
    let digits = 0;
    for (let { byte } = window; isDigit(byte); byte = window.byte) {
      this.#mantissa = this.#mantissa * 10 + (byte - ZERO);
      digits++;
      window.step();
    }
    if (digits === 0) throw this.error('a number');
    return digits;
  }

  #skipEscape(): void {
    const window = this.#window;
    const { byte } = window;
    if (!ESCAPES.has(byte)) throw this.error('a JSON escape after the backslash');
    window.step();
    if (byte !== UNICODE) return;
    for (let digit = 0; digit < 4; digit++) {
      if (!isHexadecimal(window.byte)) throw this.error('four hexadecimal digits after \\u');
      window.step();
    }
  }

  #shownHere(): string {
    const window = this.#window;
    return window.byte === END ? 'the end of the file' : shownToken(window.shown(SHOWN_BYTES));
  }
}

/** Whether a number starts so. */
export function startsNumber(byte: number): boolean {
  return byte === MINUS || isDigit(byte);
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function isHexadecimal(byte: number): boolean {
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
}
