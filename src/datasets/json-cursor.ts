/**
 * Reads JSON of any size front to back: no tree is built, values that are not needed are checked and skipped.
 * COCO's instances_val2017 (20 MB, mostly polygons) and files beyond V8's longest string take the same few
 * megabytes of memory. Accepts what JSON.parse accepts, up to the limits below; the UTF-8 of
 * skipped strings is not checked.
 */
import { type ByteSource, END } from './byte-window.js';
import { COLON, COMMA, JsonScanner, QUOTE, startsNumber } from './json-scanner.js';
import type { BadDatasetError } from './problem.js';

const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [TRUE, FALSE, NULL] = [0x74, 0x66, 0x6e];

/** A string that is asked for, or a number, must fit: some hundred times the longest file name. */
const WINDOW_BYTES = 2 ** 20;

/** Records of COCO, polygons included, that are read within some milliseconds. */
const PORTION = 1024;

/** No data set nests deeper, and the stack would overflow. */
const MAX_DEPTH = 64;

export class JsonCursor {
  readonly file: string;
  readonly #scan: JsonScanner;
  /** Key or index at each level, as far as it is known. */
  readonly #path: (string | number)[] = [];
  #depth = 0;

  /** @param file named in errors */
  constructor(source: ByteSource, file: string, windowBytes = WINDOW_BYTES) {
    this.file = file;
    this.#scan = new JsonScanner(source, { file, windowBytes, place: () => this.#place() });
  }

  /** 1-based line of the byte here. */
  get line(): number {
    return this.#scan.line;
  }

  isArray(): boolean {
    return this.#scan.peek() === OPEN_ARRAY;
  }

  isObject(): boolean {
    return this.#scan.peek() === OPEN_OBJECT;
  }

  isString(): boolean {
    return this.#scan.peek() === QUOTE;
  }

  isNumber(): boolean {
    return startsNumber(this.#scan.peek());
  }

  /** Calls `onKey` at each value of the object; it must read or skip that value. */
  object(onKey: (key: string) => void): void {
    if (!this.#enter(OPEN_OBJECT, CLOSE_OBJECT, 'an object')) return;
    do onKey(this.#key());
    while (this.#goesOn(CLOSE_OBJECT, 'an object'));
  }

  /** {@link object} whose values may be long lists: yields what they do. */
  *objectInPortions(
    onKey: (key: string) => Iterable<number> | undefined,
  ): Generator<number, void, undefined> {
    if (!this.#enter(OPEN_OBJECT, CLOSE_OBJECT, 'an object')) return;
    do yield* onKey(this.#key()) ?? [];
    while (this.#goesOn(CLOSE_OBJECT, 'an object'));
  }

  /** Calls `onItem` at each item of the array; it must read or skip that item. */
  array(onItem: () => void): void {
    if (!this.#enter(OPEN_ARRAY, CLOSE_ARRAY, 'an array')) return;
    let index = 0;
    do {
      this.#path[this.#depth - 1] = index++;
      onItem();
    } while (this.#goesOn(CLOSE_ARRAY, 'an array'));
  }

  /** {@link array} for long lists: yields the number of items so far, now and then. */
  *portions(onItem: () => void): Generator<number, void, undefined> {
    if (!this.#enter(OPEN_ARRAY, CLOSE_ARRAY, 'an array')) return;
    let index = 0;
    do {
      this.#path[this.#depth - 1] = index++;
      onItem();
      if (index % PORTION === 0) yield index;
    } while (this.#goesOn(CLOSE_ARRAY, 'an array'));
  }

  /** Reads an array of numbers into `into`, as far as it has room. @returns how many came */
  numbers(into: Float64Array): number {
    if (!this.#enter(OPEN_ARRAY, CLOSE_ARRAY, 'an array')) return 0;
    let count = 0;
    do {
      this.#path[this.#depth - 1] = count;
      into[count++] = this.number();
    } while (this.#goesOn(CLOSE_ARRAY, 'an array'));
    return count;
  }

  /** A finite number. */
  number(): number {
    this.#scan.peek();
    return this.#scan.number();
  }

  /** A whole number, or the text of an id that no number holds: 64 bits, or in quotes. */
  id(): number | string {
    this.#scan.peek();
    return this.#scan.id();
  }

  string(): string {
    this.#scan.peek();
    return this.#scan.string();
  }

  /** Passes `null` if it is next. @returns whether it was */
  null(): boolean {
    const found = this.#scan.peek() === NULL;
    if (found) this.#scan.skipLiteral();
    return found;
  }

  /** `true`, `false`, 1 or 0. */
  flag(): boolean {
    const first = this.#scan.peek();
    if (first !== TRUE && first !== FALSE) {
      const value = this.number();
      if (value !== 0 && value !== 1) throw this.error('0 or 1', String(value));
      return value === 1;
    }
    this.#scan.skipLiteral();
    return first === TRUE;
  }

  /** Checks and passes any value. */
  skip(): void {
    const first = this.#scan.peek();
    if (first === OPEN_OBJECT) this.object(() => this.skip());
    else if (first === OPEN_ARRAY) this.#skipArray();
    else if (first === QUOTE) this.#scan.skipString();
    else if (startsNumber(first)) this.#scan.skipNumber();
    else this.#scan.skipLiteral();
  }

  /** Keeps no positions of items: polygons are most of a file, and their numbers are not needed. */
  #skipArray(): void {
    if (!this.#enter(OPEN_ARRAY, CLOSE_ARRAY, 'an array')) return;
    do this.skip();
    while (this.#goesOn(CLOSE_ARRAY, 'an array'));
  }

  /** @throws unless nothing but white space follows */
  end(): void {
    if (this.#scan.peek() !== END) throw this.error('the end of the file');
  }

  /** @returns the error `bad-dataset` at this line */
  error(expected: string, got?: string): BadDatasetError {
    return this.#scan.error(expected, got);
  }

  /** Where the cursor is: `annotations[17].bbox`. */
  #place(): string {
    let place = '';
    for (const step of this.#path.slice(0, this.#depth)) {
      if (typeof step === 'number') place += `[${step}]`;
      else if (step !== '') place += place === '' ? step : `.${step}`;
    }
    return place;
  }

  /** Passes a key and its colon. */
  #key(): string {
    const scan = this.#scan;
    const key = scan.key();
    scan.peek();
    scan.expect(COLON, '":" after a key');
    this.#path[this.#depth - 1] = key;
    return key;
  }

  /** Passes the opening bracket. @returns whether something is inside; if not, the closing one is passed too */
  #enter(open: number, close: number, what: string): boolean {
    const scan = this.#scan;
    scan.peek();
    scan.expect(open, what);
    if (++this.#depth > MAX_DEPTH) throw this.error(`at most ${MAX_DEPTH} levels of nesting`, 'one more');
    this.#path[this.#depth - 1] = '';
    if (scan.peek() !== close) return true;
    return this.#goesOn(close, what);
  }

  /** Passes the comma before the next item, or the closing bracket. @returns whether there is a next item */
  #goesOn(close: number, what: string): boolean {
    const scan = this.#scan;
    if (scan.peek() === COMMA) {
      scan.expect(COMMA, what);
      // So that `line` is the item's, not the comma's.
      scan.peek();
      return true;
    }
    this.#depth--;
    scan.expect(close, `"," or "${String.fromCharCode(close)}" in ${what}`);
    return false;
  }
}
