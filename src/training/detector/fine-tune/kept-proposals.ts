/** Proposals of a data set's photographs, searched once and kept in a file of the lines that `propose --json` prints. */

import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { selectiveSearch } from '../../../../proposals/selective-search/selective-search.js';
import { RcnnError } from '../../../errors.js';
import { Boxes } from '../../../geometry/boxes.js';
import type { Raster } from '../../../imaging/raster.js';
import { appendLine } from '../../../platform/node/append-line.js';
import { openFile } from '../../../platform/node/open-file.js';
import { byteLines, endsWithNewline } from '../../../runs/byte-lines.js';
import type { NetworkRunConfig } from './run-config.js';

export interface KeptProposalsOptions {
  /**
   * Lines `{"image", "width", "height", "boxes": [[x1, y1, x2, y2], ...]}`; images go by their file's name, whatever
   * folder it is in, and by a hash of their pixels where the line has one, as those written here do.
   */
  readonly file: string;
  /** Searches a photograph that the file does not know. */
  readonly search: (image: Raster) => Promise<Boxes>;
}

/** Where a line lies in the file, in bytes: the boxes of all photographs together may not fit in memory. */
interface Line {
  readonly at: number;
  readonly bytes: number;
}

export class KeptProposals {
  readonly #options: KeptProposalsOptions;
  readonly #known: Map<string, Line>;

  private constructor(options: KeptProposalsOptions, known: Map<string, Line>) {
    this.#options = options;
    this.#known = known;
  }

  /**
   * Goes through what the file holds, if there is one. A last line that is not whole does not count: a killed process
   * left it, or another run is writing it.
   *
   * @throws RcnnError `bad-dataset` for a line that holds no proposals
   */
  static async open(options: KeptProposalsOptions): Promise<KeptProposals> {
    const known = new Map<string, Line>();
    const { file } = options;
    if (!existsSync(file)) return new KeptProposals(options, known);
    const unclear = new Set<string>();
    let [at, number] = [0, 1];
    for await (const bytes of byteLines(createReadStream(file))) {
      if (!endsWithNewline(bytes)) break;
      const { image, boxes: _, ...looks } = parseLine(bytes, `${file}:${number++}`);
      const key = keyOf(image, looks);
      // Photographs of one name and size in two folders: which is meant cannot be told.
      if (known.has(key) && looks.pixels === undefined) unclear.add(key);
      known.set(key, { at, bytes: bytes.length });
      at += bytes.length;
    }
    for (const key of unclear) known.delete(key);
    return new KeptProposals(options, known);
  }

  /** Images that are known already. */
  get count(): number {
    return this.#known.size;
  }

  /** The proposals of a photograph, best first. @throws RcnnError `disk-full`, `bad-file`, `bad-dataset` */
  async of(path: string, raster: Raster): Promise<Boxes> {
    const { width, height } = raster;
    const looks = { width, height, pixels: hashOfPixels(raster) };
    const key = keyOf(path, looks);
    const known = this.#known.get(key) ?? this.#known.get(keyOf(path, { width, height }));
    if (known) return this.#read(known);
    const boxes = await this.#options.search(raster);
    this.#known.set(key, await this.#append({ image: basename(path), ...looks }, boxes));
    return boxes;
  }

  async #read({ at, bytes }: Line): Promise<Boxes> {
    const { file } = this.#options;
    const handle = await openFile(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, at);
      return parseLine(buffer.subarray(0, bytesRead), `${file}, from byte ${at} on,`).boxes;
    } finally {
      await handle.close();
    }
  }

  async #append(image: Looks & { readonly image: string }, boxes: Boxes): Promise<Line> {
    const rows = boxes.toArray().map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]);
    const line = Buffer.from(`${JSON.stringify({ ...image, boxes: rows })}\n`);
    return { at: await appendLine(this.#options.file, line), bytes: line.length };
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

function parseLine(line: Buffer, place: string): Looks & { image: string; boxes: Boxes } {
  try {
    const { boxes: rows, ...rest } = JSON.parse(line.toString()) as Looks & {
      image: string;
      boxes: number[][];
    };
    const boxes = Boxes.empty(rows.length);
    for (const [i, [x1, y1, x2, y2]] of rows.entries()) {
      if (!(x2! > x1! && y2! > y1!)) throw new RangeError(`box ${i} has no area`);
      boxes.set(i, { x1: x1!, y1: y1!, x2: x2!, y2: y2! });
    }
    return { ...rest, image: basename(rest.image), boxes };
  } catch (cause) {
    throw new RcnnError(
      'bad-dataset',
      `Expected ${place} to be a line of \`propose --json\`, {"image", "boxes": [[x1, y1, x2, y2], ...]}, but it is not: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** The photographs' proposals, in the file that the configuration names, which several runs may share, or in the run's folder. */
export function openProposals({
  config: { proposals },
  run,
}: {
  readonly config: Pick<NetworkRunConfig, 'proposals'>;
  readonly run: string;
}): Promise<KeptProposals> {
  const file = proposals ?? join(run, 'proposals.ndjson');
  return KeptProposals.open({ file, search: (image) => selectiveSearch(image) });
}
