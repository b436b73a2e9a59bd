/** A file's keys are a dozen, each read thousands of times: decoding the text each time took a third of the reading. */
export class KnownTexts {
  readonly #slots: ({ readonly bytes: Uint8Array; readonly text: string } | undefined)[] = new Array(64);

  /** The ASCII text of `bytes` from `start` to `end`, exclusive. */
  text(bytes: Buffer, start: number, end: number): string {
    // Any mixture will do that tells the keys of one file apart; where it does not, they take turns.
    const slot = (end - start + 5 * bytes[start]! + 11 * bytes[end - 1]!) & 63;
    const known = this.#slots[slot];
    if (known && isSame(known.bytes, bytes, start, end)) return known.text;
    const text = bytes.toString('latin1', start, end);
    this.#slots[slot] = { bytes: Uint8Array.prototype.slice.call(bytes, start, end), text };
    return text;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[start + i]) return false;
  return true;
}
