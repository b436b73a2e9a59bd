import { readSync } from 'node:fs';
import { EXACT_DIGITS, POWERS_OF_TEN } from '../json-scanner.js';

export interface ScannerInput {
  /** An open file. */
  readonly descriptor: number;
  /** Offset of the first byte. */
  readonly from: number;
  readonly windowBytes: number;
}

/**
 * Tokens of the JSON that programs write, in a window that slides over a file: nothing is kept, no error made.
 * Methods return whether the bytes were of the known shape; a 0 byte ends each window, and fits none.
 */
export class QuickScanner {
  protected readonly bytes: Buffer;
  /** The scanner's position in the window. */
  protected at = 0;
  /** What the window holds. */
  protected end = 0;
  /** Whether the file has no more. */
  protected ended = false;
  /** The number that was parsed last. */
  protected number = 0;
  readonly #descriptor: number;
  readonly #windowBytes: number;
  /** Offset in the file of what comes after the window. */
  #next: number;

  constructor({ descriptor, from, windowBytes }: ScannerInput) {
    this.#descriptor = descriptor;
    this.#windowBytes = windowBytes;
    this.#next = from;
    this.bytes = Buffer.alloc(windowBytes + 1);
  }

  /** Offset in the file of the byte here. */
  protected get offset(): number {
    return this.#next - this.end + this.at;
  }

  /** Moves what is unread to the front and fills the rest. */
  protected slide(): void {
    const { bytes } = this;
    bytes.copyWithin(0, this.at, this.end);
    this.end -= this.at;
    this.at = 0;
    const came = readSync(this.#descriptor, bytes, this.end, this.#windowBytes - this.end, this.#next);
    this.#next += came;
    this.end += came;
    bytes[this.end] = 0;
    if (came === 0) this.ended = true;
  }

  /** Passes the rest of a string of printable ASCII without escapes. */
  protected plainString(): boolean {
    const bytes = this.bytes;
    let at = this.at;
    for (let byte = bytes[at]; byte >= 0x20 && byte < 0x7f; byte = bytes[++at]) {
      if (byte === 0x5c) return false;
      if (byte !== 0x22) continue;
      this.at = at + 1;
      return true;
    }
    return false;
  }

  /** Reads a JSON number: exact from its digits when there are few, else by the language's own parser. */
  protected parseNumber(): boolean {
    this.space();
    const bytes = this.bytes;
    const start = this.at;
    let at = start;
    const negative = bytes[at] === 0x2d;
    if (negative) at++;
    const first = at;
    let mantissa = 0;
    let digit = bytes[at] - 0x30;
    for (; digit >= 0 && digit <= 9; digit = bytes[++at] - 0x30) mantissa = mantissa * 10 + digit;
    const whole = at - first;
    if (whole === 0 || (whole > 1 && bytes[first] === 0x30)) return false;
    let decimals = 0;
    if (digit === 0x2e - 0x30) {
      const point = at;
      digit = bytes[++at] - 0x30;
      for (; digit >= 0 && digit <= 9; digit = bytes[++at] - 0x30) mantissa = mantissa * 10 + digit;
      decimals = at - point - 1;
      if (decimals === 0) return false;
    }
    if ((bytes[at] | 0x20) === 0x65 || whole + decimals > EXACT_DIGITS) return this.#slowNumber(start, at);
    if (at >= this.end) return false; // cut by the window
    this.at = at;
    const value = mantissa / POWERS_OF_TEN[decimals]!;
    this.number = negative ? -value : value;
    return true;
  }

  #slowNumber(start: number, mantissaEnd: number): boolean {
    const bytes = this.bytes;
    let at = mantissaEnd;
    if ((bytes[at] | 0x20) === 0x65) {
      at++;
      if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++;
      const digits = at;
      while (bytes[at] >= 0x30 && bytes[at] <= 0x39) at++;
      if (at === digits) return false;
    }
    if (at >= this.end) return false;
    this.at = at;
    this.number = Number(bytes.toString('latin1', start, at));
    return Number.isFinite(this.number);
  }

  /** Passes `byte` after white space. @returns whether it was there */
  protected byte(byte: number): boolean {
    if (this.bytes[this.at] === byte) {
      this.at++;
      return true;
    }
    this.space();
    if (this.bytes[this.at] !== byte) return false;
    this.at++;
    return true;
  }

  protected space(): void {
    const bytes = this.bytes;
    for (
      let byte = bytes[this.at];
      byte === 0x20 || (byte <= 0x0d && byte >= 0x09);
      byte = bytes[++this.at]
    ) {
      if (byte === 0x0b || byte === 0x0c) return;
    }
  }
}
