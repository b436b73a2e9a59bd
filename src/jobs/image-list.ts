import { isAbsolute, join } from 'node:path';
import type { ListedPhotograph } from '../runs/photograph-hashes.js';
import type { RunImage } from '../runs/run-images.js';
import type { UnitRange } from './unit-range.js';

const NEWLINE = 10;

/** A photograph of a run, with the content that it had when the run was submitted. */
export type ListedImage = ListedPhotograph & Pick<RunImage, 'id' | 'file'>;

/** The images of a run as it stores them: a line `["id","file","sha256"]` each. A million of them take 130 MB. */
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

  static bytesOf(images: readonly ListedImage[]): Buffer {
    const lines = images.map(({ id, file, sha256 }) => `${JSON.stringify([id, file, sha256])}\n`);
    return Buffer.from(lines.join(''));
  }

  get length(): number {
    return this.#starts.length - 1;
  }

  /** @param root folder of the photographs here */
  images({ from, to }: UnitRange, root: string): (ListedImage & RunImage)[] {
    return Array.from({ length: to - from }, (_, i) => {
      const line = this.text({ from: from + i, to: from + i + 1 });
      const [id, file, sha256] = JSON.parse(line) as [string, string, string | null];
      return { id, file, sha256, path: isAbsolute(file) ? file : join(root, file) };
    });
  }

  /** The lines of some images: what decides their results beside the run's plan. */
  text({ from, to }: UnitRange): string {
    return this.#bytes.toString('utf8', this.#starts[from], this.#starts[to]);
  }
}
