import { isAbsolute, join } from 'node:path';
import type { RunImage } from '../runs/run-images.js';

const NEWLINE = 10;

/** The images of a run as it stores them: a line `["id","file"]` each. A million of them take 60 MB. */
export class ImageList {
  readonly #bytes: Buffer;
  /** Where each line begins, and the end. */
  readonly #starts: Float64Array;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    const starts = [0];
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, end + 1))
      starts.push(end + 1);
    this.#starts = Float64Array.from(starts);
  }

  static bytesOf(images: readonly Pick<RunImage, 'id' | 'file'>[]): Buffer {
    return Buffer.from(images.map(({ id, file }) => `${JSON.stringify([id, file])}\n`).join(''));
  }

  get length(): number {
    return this.#starts.length - 1;
  }

  /** @param root folder of the photographs here */
  image(index: number, root: string): RunImage {
    const line = this.#bytes.toString('utf8', this.#starts[index], this.#starts[index + 1]);
    const [id, file] = JSON.parse(line) as [string, string];
    return { id, file, path: isAbsolute(file) ? file : join(root, file) };
  }

  ids(from = 0, to = this.length): string[] {
    return Array.from({ length: to - from }, (_, i) => this.image(from + i, '').id);
  }
}
