/**
 * Reads JSON of any size front to back: no tree is built, values nobody asks for are checked and passed over.
 * COCO's instances_val2017 (20 MB, mostly polygons) and files beyond V8's longest string take the same few
 * megabytes of memory. Accepts what JSON.parse accepts, up to the limits below; of strings that are passed
 * over it does not check the UTF-8.
 */
import { type ByteSource, ByteWindow, END } from './byte-window.js';
import { type BadDatasetError, badDataset } from './problem.js';

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [MINUS, PLUS, DOT, ZERO, NINE] = [0x2d, 0x2b, 0x2e, 0x30, 0x39];
const [EXPONENT, UNICODE] = [0x65, 0x75];
const [TRUE, FALSE, NULL] = [0x74, 0x66, 0x6e];

/** What may follow a backslash. */
const ESCAPES = new Set([...'"\\/bfnrtu'].map((character) => character.charCodeAt(0)));

/** A string that is asked for, or a number, must fit: some hundred times the longest file name. */
const WINDOW_BYTES = 2 ** 20;

/** Deeper nesting is no data set, and would end the stack. */
const MAX_DEPTH = 64;

/** Integers of so many digits are exact in a double, and so are these powers: the quotient is the nearest double. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => Number(`1e${power}`));

const decoder = new TextDecoder('utf-8', { fatal: true });

export class JsonCursor {
  readonly file: string;
  readonly #window: ByteWindow;
  #line = 1;
  #depth = 0;
  #mantissa = 0;

  /** @param file - named in errors */
  constructor(source: ByteSource, file: string, windowBytes = WINDOW_BYTES) {
    this.file = file;
    this.#window = new ByteWindow(source, windowBytes, () =>
      this.error(`numbers and strings of at most ${windowBytes} bytes`, 'a longer one'),
    );
    if (this.#window.byte === 0xef) for (const byte of [0xef, 0xbb, 0xbf]) this.#expect(byte, 'UTF-8 JSON');
  }

  /** 1-based line of the byte here. */
  get line(): number {
    return this.#line;
  }

  isArray(): boolean {
    return this.#peek() === OPEN_ARRAY;
  }

  isObject(): boolean {
    return this.#peek() === OPEN_OBJECT;
  }

  isString(): boolean {
    return this.#peek() === QUOTE;
  }

  /** Calls `onKey` at each value of the object; it must read or skip that value. */
  object(onKey: (key: string) => void): void {
    this.#nested(OPEN_OBJECT, CLOSE_OBJECT, 'an object', () => {
      const key = this.string();
      this.#peek();
      this.#expect(COLON, '":" after a key');
      onKey(key);
    });
  }

  /** Calls `onItem` at each item of the array; it must read or skip that item. */
  array(onItem: () => void): void {
    this.#nested(OPEN_ARRAY, CLOSE_ARRAY, 'an array', onItem);
  }

  /** A finite number. */
  number(): number {
    this.#peek();
    this.#window.keep();
    const quick = this.#scanNumber();
    if (!Number.isNaN(quick)) {
      this.#window.drop();
      return quick;
    }
    const text = this.#window.takeAscii();
    const value = Number(text);
    if (!Number.isFinite(value)) throw this.error('a finite number', text.slice(0, 40));
    return value;
  }

  string(): string {
    if (this.#peek() !== QUOTE) throw this.error('a string');
    this.#window.keep();
    if (this.#scanString()) return this.#window.takeAscii(1);
    try {
      return JSON.parse(decoder.decode(this.#window.take())) as string;
    } catch {
      throw this.error('a string in UTF-8', 'other bytes');
    }
  }

  /** Passes `null`. @returns whether it stood here */
  null(): boolean {
    const found = this.#peek() === NULL;
    if (found) this.#scanLiteral();
    return found;
  }

  /** `true`, `false`, 1 or 0. */
  flag(): boolean {
    const first = this.#peek();
    if (first !== TRUE && first !== FALSE) {
      const value = this.number();
      if (value !== 0 && value !== 1) throw this.error('0 or 1', String(value));
      return value === 1;
    }
    this.#scanLiteral();
    return first === TRUE;
  }

  /** Checks and passes any value. */
  skip(): void {
    const first = this.#peek();
    if (first === OPEN_OBJECT) this.object(() => this.skip());
    else if (first === OPEN_ARRAY) this.array(() => this.skip());
    else if (first === QUOTE) this.#scanString();
    else if (first === MINUS || isDigit(first)) this.#scanNumber();
    else this.#scanLiteral();
  }

  /** @throws unless nothing but white space follows */
  end(): void {
    if (this.#peek() !== END) throw this.error('the end of the file');
  }

  /** @returns the error `bad-dataset` at this line */
  error(expected: string, got = this.#shownByte()): BadDatasetError {
    return badDataset({
      kind: 'malformed',
      file: this.file,
      line: this.#line,
      message: `expected ${expected}, but got ${got}.`,
    });
  }

  #nested(open: number, close: number, what: string, onItem: () => void): void {
    this.#peek();
    this.#expect(open, what);
    if (++this.#depth > MAX_DEPTH) throw this.error(`at most ${MAX_DEPTH} levels of nesting`, 'one more');
    if (this.#peek() !== close) {
      onItem();
      while (this.#peek() === COMMA) {
        this.#window.step();
        // So that `line` is where the item stands, not where the comma did.
        this.#peek();
        onItem();
      }
    }
    this.#depth--;
    this.#expect(close, `"," or "${String.fromCharCode(close)}" in ${what}`);
  }

  /** The byte here after white space. */
  #peek(): number {
    const window = this.#window;
    for (;;) {
      const { byte } = window;
      if (byte === 0x0a) this.#line++;
      else if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) return byte;
      window.step();
    }
  }

  #expect(byte: number, what: string): void {
    if (this.#window.byte !== byte) throw this.error(what);
    this.#window.step();
  }

  /** Passes a number; its value when it has few digits and no exponent (nearly always), else NaN. */
  #scanNumber(): number {
    const window = this.#window;
    const negative = window.byte === MINUS;
    if (negative) window.step();
    const leadingZero = window.byte === ZERO;
    this.#mantissa = 0;
    const whole = this.#scanDigits();
    if (leadingZero && whole > 1) throw this.error('a number', 'one with a leading zero');
    const decimals = this.#accept(DOT) ? this.#scanDigits() : 0;
    const quick = whole + decimals <= EXACT_DIGITS ? this.#mantissa / POWERS_OF_TEN[decimals]! : Number.NaN;
    if ((window.byte | 0x20) !== EXPONENT) return negative ? -quick : quick;
    window.step();
    if (!this.#accept(PLUS)) this.#accept(MINUS);
    this.#scanDigits();
    return Number.NaN;
  }

  /** Passes one digit or more and appends them to the mantissa. @returns how many */
  #scanDigits(): number {
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

  /** Passes a string. @returns whether it is ASCII without escapes, so that its bytes are its text */
  #scanString(): boolean {
    const window = this.#window;
    let plain = true;
    window.step();
    for (let { byte } = window; byte !== QUOTE; byte = window.byte) {
      // Also the end of the file.
      if (byte < 0x20) throw this.error('a string without control characters, closed on its line');
      window.step();
      if (byte > 0x7f) plain = false;
      if (byte !== BACKSLASH) continue;
      plain = false;
      this.#scanEscape();
    }
    window.step();
    return plain;
  }

  #scanEscape(): void {
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

  #scanLiteral(): void {
    const literal = ['true', 'false', 'null'].find((word) => word.charCodeAt(0) === this.#window.byte);
    if (!literal) throw this.error('a JSON value');
    for (const byte of Buffer.from(literal)) this.#expect(byte, literal);
  }

  #accept(byte: number): boolean {
    const found = this.#window.byte === byte;
    if (found) this.#window.step();
    return found;
  }

  #shownByte(): string {
    const { byte } = this.#window;
    if (byte === END) return 'the end of the file';
    return byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16)}`;
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function isHexadecimal(byte: number): boolean {
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
}
