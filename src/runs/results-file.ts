import { type FileHandle, open } from 'node:fs/promises';
import { RcnnError } from '../errors.js';
import { writeError } from '../platform/node/write-beside.js';
import { byteLines, endsWithNewline } from './byte-lines.js';

export const RESULTS_FILE = 'results.ndjson';

/** What is known of one image: a line of the results. */
export interface ResultLine {
  readonly image: string;
}

/** Where the results of a list of images go, in its order. */
export interface ResultSink {
  /** Images whose line is there. */
  readonly done: number;
  /** Adds the lines of the next images, all or none. */
  append(lines: readonly ResultLine[]): Promise<void>;
}

/**
 * Results of a list of images, a JSON line each, in the order of the list; grows at its end only. Opened again
 * after whatever ended the process, it resumes after the last whole line.
 */
export class ResultsFile implements ResultSink, AsyncDisposable {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #ids: readonly string[];
  #lines: number;
  #bytes: number;

  private constructor(
    path: string,
    file: FileHandle,
    ids: readonly string[],
    { lines, bytes }: { lines: number; bytes: number },
  ) {
    this.path = path;
    this.#file = file;
    this.#ids = ids;
    this.#lines = lines;
    this.#bytes = bytes;
  }

  /**
   * Opens or begins the file. A last line that is not whole is cut off.
   *
   * @param ids the images, in order
   * @throws RcnnError `bad-file` naming the line when it holds something else than results of these images
   */
  static async open(path: string, ids: readonly string[]): Promise<ResultsFile> {
    let file: FileHandle;
    try {
      file = await open(path, 'a+');
    } catch (error) {
      throw writeError(path, error);
    }
    try {
      const whole = await wholeLines(file, path, ids);
      await file.truncate(whole.bytes);
      return new ResultsFile(path, file, ids, whole);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Images whose line is there. */
  get done(): number {
    return this.#lines;
  }

  /**
   * Adds the lines of the next images, all or none.
   *
   * @throws RcnnError `disk-full`; `bad-file` when another process writes to the same file
   */
  async append(lines: readonly ResultLine[]): Promise<void> {
    lines.forEach(({ image }, i) => {
      const expected = this.#ids[this.#lines + i];
      if (image !== expected)
        throw new Error(`Expected the result of ${expected}, but got that of ${image}.`);
    });
    if ((await this.#file.stat()).size !== this.#bytes) {
      throw new RcnnError(
        'bad-file',
        `Expected nobody else to write to ${this.path}, but it has changed: is the same run going on in another process?`,
      );
    }
    const text = lines.map(textOf).join('');
    try {
      await this.#file.appendFile(text);
    } catch (error) {
      // What is left of the lines goes; should that fail too, the next opening cuts it off.
      await this.#file.truncate(this.#bytes).catch(() => {});
      throw this.#refused(error);
    }
    this.#lines += lines.length;
    this.#bytes += Buffer.byteLength(text);
  }

  /** Waits until the disk has it all. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#file.datasync();
    } catch (error) {
      throw this.#refused(error);
    } finally {
      await this.#file.close();
    }
  }

  #refused(cause: unknown): unknown {
    const error = writeError(this.path, cause);
    if (!(error instanceof RcnnError)) return error;
    const kept = `The results of ${this.#lines} images are kept; the same command resumes after them.`;
    return new RcnnError(error.code, `${error.message} ${kept}`, { cause });
  }
}

/** A result as it stands in a file. */
export function textOf(line: ResultLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Goes through the lines up to the end or a broken last one. */
async function wholeLines(
  file: FileHandle,
  path: string,
  ids: readonly string[],
): Promise<{ lines: number; bytes: number }> {
  let lines = 0;
  let bytes = 0;
  let broken = false;
  for await (const line of byteLines(file.createReadStream({ start: 0, autoClose: false }))) {
    const image = imageOf(line);
    // Only the last line may be broken.
    if (broken) throw foreign(path, lines, undefined, ids);
    if (image !== undefined && image !== ids[lines]) throw foreign(path, lines, image, ids);
    broken = image === undefined;
    if (broken) continue;
    lines++;
    bytes += line.length;
  }
  return { lines, bytes };
}

/** @returns undefined when the line is not whole: a kill leaves half of it, a power failure zeros */
function imageOf(line: Buffer): string | undefined {
  if (!endsWithNewline(line)) return undefined;
  try {
    const value = JSON.parse(line.toString('utf8')) as { image?: unknown } | null;
    return typeof value?.image === 'string' ? value.image : undefined;
  } catch {
    return undefined;
  }
}

function foreign(path: string, lines: number, image: string | undefined, ids: readonly string[]): RcnnError {
  const expected = ids[lines] === undefined ? 'the end of the file' : `the result of ${ids[lines]}`;
  const came = image === undefined ? 'a broken line' : `that of ${image}`;
  return new RcnnError(
    'bad-file',
    `${path}:${lines + 1}: expected ${expected}, but got ${came}: the file was changed. Remove it, or name another folder with --run.`,
  );
}
