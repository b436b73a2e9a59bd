import { RcnnError } from '../../errors.js';
import type { Raster } from '../../imaging/raster.js';

/** What threads share: memory for pixels, handed out from the front, and one row per image. */
export interface SharedPixels {
  readonly pixels: SharedArrayBuffer;
  /** One row per image: state, width, height, first unit. */
  readonly rows: SharedArrayBuffer;
  /** Units handed out. */
  readonly taken: SharedArrayBuffer;
}

/** Pixels lie at multiples of these bytes, so that 32-bit counters reach past 4 GB. */
const UNIT = 16;
const ROW = 4;
const state = { absent: 0, beingWritten: 1, ready: 2 } as const;

/**
 * @param limit bytes of pixels; the system gives memory only to what is written
 * @throws RcnnError `bad-option` for more than the process can address
 */
export function sharePixels(images: number, limit: number): SharedPixels {
  return {
    pixels: memoryOf(limit - (limit % UNIT)),
    rows: new SharedArrayBuffer(4 * ROW * images),
    taken: new SharedArrayBuffer(4),
  };
}

function memoryOf(bytes: number): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes);
  } catch (cause) {
    throw new RcnnError(
      'bad-option',
      `Expected --cache to be megabytes of memory that this process can have, but got ${bytes / 2 ** 20}: ${(cause as Error).message}.`,
      { cause },
    );
  }
}

/**
 * Decoded photographs in memory, filled and read by several threads at once. When the memory is full, further
 * photographs are not kept: a caller that needs them decodes them again. What is kept depends on timing, what a training
 * sees does not.
 */
export class DecodedCache {
  readonly #pixels: Uint8Array;
  readonly #rows: Int32Array;
  readonly #taken: Int32Array;

  constructor({ pixels, rows, taken }: SharedPixels) {
    this.#pixels = new Uint8Array(pixels);
    this.#rows = new Int32Array(rows);
    this.#taken = new Int32Array(taken);
  }

  get(image: number): Raster | undefined {
    const row = ROW * image;
    if (Atomics.load(this.#rows, row) !== state.ready) return undefined;
    const [width, height, unit] = this.#rows.subarray(row + 1, row + ROW) as unknown as [
      number,
      number,
      number,
    ];
    const start = unit * UNIT;
    return { width, height, data: this.#pixels.subarray(start, start + 3 * width * height) };
  }

  /** Keeps a copy if there is room. */
  put(image: number, { width, height, data }: Raster): void {
    const row = ROW * image;
    if (Atomics.compareExchange(this.#rows, row, state.absent, state.beingWritten) !== state.absent) return;
    const units = Math.ceil(data.length / UNIT);
    const unit = Atomics.add(this.#taken, 0, units);
    if ((unit + units) * UNIT > this.#pixels.length) {
      Atomics.sub(this.#taken, 0, units);
      Atomics.store(this.#rows, row, state.absent);
      return;
    }
    this.#pixels.set(data, unit * UNIT);
    this.#rows.set([width, height, unit], row + 1);
    Atomics.store(this.#rows, row, state.ready);
  }
}
