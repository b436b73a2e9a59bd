import { closeSync, fstatSync, readSync } from 'node:fs';
import { openFileSync } from '../platform/node/open-file.js';
import type { KnownTexts } from './known-texts.js';
import { cannotRead } from './text.js';

export interface ByteSource extends Disposable {
  /** Fills the front of `into`; returns how many bytes came, 0 at the end. */
  read(into: Uint8Array): number;
}

interface FileSource extends ByteSource {
  /** Kilobytes read so far, and those of the file. */
  progress(): { readonly done: number; readonly total: number };
}

const KILOBYTE = 1000;

/** @throws RcnnError `file-not-found`, `bad-file` */
export function openSource(file: string): FileSource {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw cannotRead(file, cause);
    }
  };
  const descriptor = attempt(() => openFileSync(file));
  const { size } = fstatSync(descriptor);
  let read = 0;
  return {
    read: (into) => {
      const came = attempt(() => readSync(descriptor, into, 0, into.length, null));
      read += came;
      return came;
    },
    progress: () => ({ done: Math.ceil(read / KILOBYTE), total: Math.ceil(size / KILOBYTE) }),
    [Symbol.dispose]: () => closeSync(descriptor),
  };
}

/** After the last byte. */
export const END = -1;

/**
 * A file seen through a window that slides forward: one byte at a time, and the bytes since {@link keep} as a
 * token. Memory is the window's, whatever the file's size.
 */
export class ByteWindow {
  readonly #source: ByteSource;
  readonly #bytes: Buffer;
  #at = 0;
  #end = 0;
  #kept = END;
  #ended = false;

  readonly #tokenTooLong: () => Error;

  /** @param tokenTooLong makes the error for a token that does not fit in the window */
  constructor(source: ByteSource, windowBytes: number, tokenTooLong: () => Error) {
    this.#source = source;
    this.#tokenTooLong = tokenTooLong;
    this.#bytes = Buffer.alloc(windowBytes);
  }

  /** The byte here, {@link END} after the last. */
  get byte(): number {
    return this.#at < this.#end || this.#fill() ? this.#bytes[this.#at]! : END;
  }

  step(): void {
    this.#at++;
  }

  /** Starts a token at the byte here. */
  keep(): void {
    this.#kept = this.#at;
  }

  /** Ends the token before the byte here. @returns a view that the next read overwrites */
  take(): Buffer {
    const token = this.#bytes.subarray(this.#kept, this.#at);
    this.#kept = END;
    return token;
  }

  /** {@link take} for ASCII, as text. @param trim bytes to leave out at each end */
  takeAscii(trim = 0): string {
    const text = this.#bytes.toString('latin1', this.#kept + trim, this.#at - trim);
    this.#kept = END;
    return text;
  }

  /** {@link takeAscii} of a string with its quotes that comes often. */
  takeKnown(texts: KnownTexts): string {
    const text = texts.text(this.#bytes, this.#kept + 1, this.#at - 1);
    this.#kept = END;
    return text;
  }

  /** The bytes from the token's start, or from here: as much of `limit` bytes as the window holds. For messages. */
  shown(limit: number): Buffer {
    const from = this.#kept === END ? this.#at : this.#kept;
    return this.#bytes.subarray(from, Math.min(this.#end, from + limit));
  }

  /** Ends the token unread. */
  drop(): void {
    this.#kept = END;
  }

  /** Slides the window on. */
  #fill(): boolean {
    if (this.#ended) return false;
    const from = this.#kept === END ? this.#at : this.#kept;
    if (from === 0 && this.#end === this.#bytes.length) throw this.#tokenTooLong();
    this.#bytes.copyWithin(0, from, this.#end);
    this.#at -= from;
    this.#end -= from;
    if (this.#kept !== END) this.#kept = 0;
    const came = this.#source.read(this.#bytes.subarray(this.#end));
    this.#end += came;
    this.#ended = came === 0;
    return came > 0;
  }
}
