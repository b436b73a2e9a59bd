/**
 * Features of a data set on disk: records of float16, one after the other, each H x W x C. Written to
 * `<path>.partial` and renamed when whole; a writer that was stopped resumes after the last whole record.
 */
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RcnnError } from '../../errors.js';
import { makeFolder } from '../../platform/node/make-folder.js';
import { writeError } from '../../platform/node/write-beside.js';
import { narrowToHalves, widenHalves } from '../../weights/half.js';

const BYTES = 2;

export interface FeatureFileOptions {
  readonly path: string;
  readonly records: number;
  /** Values of a record. */
  readonly length: number;
}

export class FeatureWriter {
  readonly #options: FeatureFileOptions;
  readonly #file: FileHandle;
  #written: number;

  private constructor(options: FeatureFileOptions, file: FileHandle, written: number) {
    this.#options = options;
    this.#file = file;
    this.#written = written;
  }

  /** @returns undefined when the file is whole already */
  static async open(options: FeatureFileOptions): Promise<FeatureWriter | undefined> {
    const { path, records, length } = options;
    if ((await sizeOf(path)) === records * length * BYTES) return undefined;
    await makeFolder(dirname(path));
    const partial = `${path}.partial`;
    const written = Math.floor(((await sizeOf(partial)) ?? 0) / (length * BYTES));
    const file = await open(partial, written > 0 ? 'r+' : 'w').catch((error: unknown) => {
      throw writeError(partial, error);
    });
    return new FeatureWriter(options, file, written);
  }

  /** Records that need not be made again. */
  get written(): number {
    return this.#written;
  }

  /** @throws RcnnError `disk-full`; what was written before stays good */
  async append(values: Float32Array): Promise<void> {
    const { path, length } = this.#options;
    const halves = narrowToHalves(values);
    const bytes = new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength);
    try {
      // A write may be cut short when the disk fills; the next one then says why.
      for (let done = 0; done < bytes.length; ) {
        const at = this.#written * length * BYTES + done;
        done += (await this.#file.write(bytes, done, bytes.length - done, at)).bytesWritten;
      }
    } catch (error) {
      throw writeError(path, error);
    }
    this.#written += values.length / length;
  }

  async close(): Promise<void> {
    const { path, records } = this.#options;
    try {
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
    if (this.#written === records) await rename(`${path}.partial`, path);
  }
}

/** Reads records in any order. */
export class FeatureReader {
  readonly #file: FileHandle;
  readonly #length: number;

  private constructor(file: FileHandle, length: number) {
    this.#file = file;
    this.#length = length;
  }

  static async open({ path, length }: FeatureFileOptions): Promise<FeatureReader> {
    return new FeatureReader(await open(path), length);
  }

  /** @throws RcnnError `bad-file` when the file is shorter than that */
  async read(records: Iterable<number>): Promise<Float32Array> {
    const wanted = [...records];
    const halves = new Uint16Array(wanted.length * this.#length);
    const bytes = new Uint8Array(halves.buffer);
    const size = this.#length * BYTES;
    for (const [n, record] of wanted.entries()) {
      const { bytesRead } = await this.#file.read(bytes, n * size, size, record * size);
      if (bytesRead !== size)
        throw new RcnnError('bad-file', 'Expected more features: the file became shorter.');
    }
    return widenHalves(halves);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
