/** Proposals of a data set's photographs, searched once and kept in a file of the lines that `propose --json` prints. */

import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, truncateSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { RcnnError } from '../../../errors.js';
import { Boxes } from '../../../geometry/boxes.js';
import type { Raster } from '../../../imaging/raster.js';
import { writeError } from '../../../platform/node/write-beside.js';

const NEWLINE = 10;

export interface KeptProposalsOptions {
  /**
   * Lines `{"image", "width", "height", "boxes": [[x1, y1, x2, y2], ...]}`; images go by their file's name, whatever
   * folder it is in, and by a hash of their pixels where the line has one, as those written here do.
   */
  readonly file: string;
  /** Searches a photograph that the file does not know. */
  readonly search: (image: Raster) => Promise<Boxes>;
}

export class KeptProposals {
  readonly #options: KeptProposalsOptions;
  readonly #known: Map<string, Boxes>;

  private constructor(options: KeptProposalsOptions, known: Map<string, Boxes>) {
    this.#options = options;
    this.#known = known;
  }

  /**
   * Reads what the file holds, if there is one. A last line that a killed process left half-written is cut off.
   *
   * @throws RcnnError `bad-dataset` for a line that holds no proposals
   */
  static async open(options: KeptProposalsOptions): Promise<KeptProposals> {
    const known = new Map<string, Boxes>();
    const { file } = options;
    if (!existsSync(file)) return new KeptProposals(options, known);
    const bytes = await readFile(file);
    const unclear = new Set<string>();
    let [start, number] = [0, 1];
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      const line = parseLine(bytes.toString('utf8', start, end), `${file}:${number++}`);
      const { image, boxes, ...looks } = line;
      const key = keyOf(image, looks);
      // Photographs of one name and size in two folders: which is meant cannot be told.
      if (known.has(key) && looks.pixels === undefined) unclear.add(key);
      known.set(key, boxes);
      start = end + 1;
    }
    for (const key of unclear) known.delete(key);
    if (start < bytes.length) truncateSync(file, start);
    return new KeptProposals(options, known);
  }

  /** Images that are known already. */
  get count(): number {
    return this.#known.size;
  }

  /** The proposals of a photograph, best first. @throws RcnnError `disk-full`, `bad-file` */
  async of(path: string, raster: Raster): Promise<Boxes> {
    const { width, height } = raster;
    const looks = { width, height, pixels: hashOfPixels(raster) };
    const key = keyOf(path, looks);
    const known = this.#known.get(key) ?? this.#known.get(keyOf(path, { width, height }));
    if (known) return known;
    const boxes = await this.#options.search(raster);
    this.#known.set(key, boxes);
    this.#append({ image: basename(path), ...looks }, boxes);
    return boxes;
  }

  #append(image: Looks & { readonly image: string }, boxes: Boxes): void {
    const rows = boxes.toArray().map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]);
    const { file } = this.#options;
    try {
      appendFileSync(file, `${JSON.stringify({ ...image, boxes: rows })}\n`);
    } catch (error) {
      throw writeError(file, error);
    }
  }
}

/** What tells photographs of one name apart. */
interface Looks {
  readonly width: number;
  readonly height: number;
  readonly pixels?: string;
}

function keyOf(path: string, { width, height, pixels }: Looks): string {
  return `${basename(path)} ${pixels ?? `${width}x${height}`}`;
}

function hashOfPixels({ width, height, data }: Raster): string {
  return createHash('sha256').update(`${width} ${height} `).update(data).digest('hex').slice(0, 16);
}

function parseLine(text: string, place: string): Looks & { image: string; boxes: Boxes } {
  try {
    const { boxes: rows, ...line } = JSON.parse(text) as Looks & { image: string; boxes: number[][] };
    const boxes = Boxes.empty(rows.length);
    for (const [i, [x1, y1, x2, y2]] of rows.entries()) {
      if (!(x2! > x1! && y2! > y1!)) throw new RangeError(`box ${i} has no area`);
      boxes.set(i, { x1: x1!, y1: y1!, x2: x2!, y2: y2! });
    }
    return { ...line, image: basename(line.image), boxes };
  } catch (cause) {
    throw new RcnnError(
      'bad-dataset',
      `Expected ${place} to be a line of \`propose --json\`, {"image", "boxes": [[x1, y1, x2, y2], ...]}, but it is not: ${(cause as Error).message}`,
      { cause },
    );
  }
}
