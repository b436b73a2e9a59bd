/** Proposals of a data set's photographs, searched once and kept in a file of the lines that `propose --json` prints. */
import { appendFileSync, existsSync, truncateSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { RcnnError } from '../../../errors.js';
import { Boxes } from '../../../geometry/boxes.js';
import type { Raster } from '../../../imaging/raster.js';
import { writeError } from '../../../platform/node/write-beside.js';

const NEWLINE = 10;

export interface KeptProposalsOptions {
  /** Lines `{"image", "boxes": [[x1, y1, x2, y2], ...]}`; images go by their file's name, whatever folder it is in. */
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
    let [start, number] = [0, 1];
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      const { image, boxes } = parseLine(bytes.toString('utf8', start, end), `${file}:${number++}`);
      known.set(basename(image), boxes);
      start = end + 1;
    }
    if (start < bytes.length) truncateSync(file, start);
    return new KeptProposals(options, known);
  }

  /** Images that are known already. */
  get count(): number {
    return this.#known.size;
  }

  /** The proposals of a photograph, best first. @throws RcnnError `disk-full`, `bad-file` */
  async of(path: string, raster: Raster): Promise<Boxes> {
    const name = basename(path);
    const known = this.#known.get(name);
    if (known) return known;
    const boxes = await this.#options.search(raster);
    this.#known.set(name, boxes);
    this.#append(name, raster, boxes);
    return boxes;
  }

  #append(image: string, { width, height }: Raster, boxes: Boxes): void {
    const rows = boxes.toArray().map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]);
    const { file } = this.#options;
    try {
      appendFileSync(file, `${JSON.stringify({ image, width, height, boxes: rows })}\n`);
    } catch (error) {
      throw writeError(file, error);
    }
  }
}

function parseLine(text: string, place: string): { image: string; boxes: Boxes } {
  try {
    const { image, boxes: rows } = JSON.parse(text) as { image: string; boxes: number[][] };
    const boxes = Boxes.empty(rows.length);
    for (const [i, [x1, y1, x2, y2]] of rows.entries()) {
      if (!(x2! > x1! && y2! > y1!)) throw new RangeError(`box ${i} has no area`);
      boxes.set(i, { x1: x1!, y1: y1!, x2: x2!, y2: y2! });
    }
    return { image: basename(image), boxes };
  } catch (cause) {
    throw new RcnnError(
      'bad-dataset',
      `Expected ${place} to be a line of \`propose --json\`, {"image", "boxes": [[x1, y1, x2, y2], ...]}, but it is not: ${(cause as Error).message}`,
      { cause },
    );
  }
}
