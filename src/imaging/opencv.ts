/**
 * OpenCV 4.3 as WebAssembly (opencv-wasm), seen through the few functions this project needs. The code that starts a
 * thread loads the module and hands it in (src/platform/node/load-opencv.ts). Mats live in the WebAssembly heap,
 * which no garbage collector frees: they are made in a {@link MatScope} only, which frees them, and counted.
 */
import { RcnnError } from '../errors.js';
import type { Raster } from './raster.js';

/** A matrix in the WebAssembly heap: rows x cols x channels, interleaved. */
export interface Mat {
  readonly rows: number;
  readonly cols: number;
  /**
   * Views of the heap, without a copy, made at every access. Making another Mat may move the heap and
   * detach them: take a view after the last allocation, and copy (`slice()`) what outlives the scope.
   */
  readonly data: Uint8Array;
  readonly data32F: Float32Array;
  channels(): number;
  /** Copies into `target` as another depth: `value * scale + shift`, saturated and rounded for integers. */
  convertTo(target: Mat, type: number, scale?: number, shift?: number): void;
  delete(): void;
  isDeleted(): boolean;
}

interface MatVector {
  get(index: number): Mat;
  size(): number;
  delete(): void;
}

/** The functions have OpenCV's own names, argument order and defaults; OpenCV's reference describes them. */
interface Functions {
  /** @param channels 0: as many as the conversion gives */
  cvtColor(from: Mat, to: Mat, code: number, channels: 0): void;
  /** @param kernel odd sides; 0 x 0 derives them from sigma */
  GaussianBlur(
    from: Mat,
    to: Mat,
    kernel: { width: number; height: number },
    sigmaX: number,
    sigmaY: number,
    border: number,
  ): void;
  resize(
    from: Mat,
    to: Mat,
    size: { width: number; height: number },
    fx: 0,
    fy: 0,
    interpolation: number,
  ): void;
}

const constants = [
  'CV_8UC1',
  'CV_8UC3',
  'CV_32F',
  'COLOR_RGB2Lab',
  'COLOR_RGB2HSV_FULL',
  'COLOR_RGB2GRAY',
  'INTER_NEAREST',
  'INTER_LINEAR',
  'INTER_AREA',
  'INTER_CUBIC',
  'BORDER_REPLICATE',
] as const;

type Constants = Readonly<Record<(typeof constants)[number], number>>;

/** What the module exports, as far as it is used here. */
export interface NativeOpenCv extends Functions, Constants {
  Mat: { new (): Mat; new (rows: number, cols: number, type: number): Mat };
  MatVector: { new (): MatVector };
  split(from: Mat, to: MatVector): void;
  exceptionFromPtr(pointer: number): { msg?: string };
}

/** OpenCV's functions and constants; an exception of OpenCV (natively a bare number) becomes an RcnnError. */
export interface OpenCv extends Functions, Constants {
  /** For {@link MatScope}. */
  readonly native: NativeOpenCv;
}

export function guardedOpenCv(native: NativeOpenCv): OpenCv {
  const numbers = Object.fromEntries(constants.map((name) => [name, native[name]])) as Constants;
  return Object.freeze({
    ...numbers,
    native,
    cvtColor: (...given) => guard(native, () => native.cvtColor(...given)),
    GaussianBlur: (...given) => guard(native, () => native.GaussianBlur(...given)),
    resize: (...given) => guard(native, () => native.resize(...given)),
  } satisfies OpenCv);
}

let made = 0;
let freed = 0;

/** Mats of this thread: made since it started, and still alive. A test takes both before and after. */
export function matCounts(): { readonly made: number; readonly alive: number } {
  return { made, alive: made - freed };
}

/** Makes Mats and frees all of them when it ends: `using scope = new MatScope(cv)`. */
export class MatScope implements Disposable {
  readonly #cv: OpenCv;
  readonly #mats: Mat[] = [];

  constructor(cv: OpenCv) {
    this.#cv = cv;
  }

  /** Without a shape: empty, for an OpenCV function to fill. With one: rows x cols, not cleared. */
  mat(shape?: { rows: number; cols: number; type: number }): Mat {
    const { native } = this.#cv;
    return this.#own(
      guard(native, () => (shape ? new native.Mat(shape.rows, shape.cols, shape.type) : new native.Mat())),
    );
  }

  /** The picture as CV_8UC3, RGB (not OpenCV's usual BGR): height x width x 3. Copied. */
  fromRaster({ width, height, data }: Raster): Mat {
    const mat = this.mat({ rows: height, cols: width, type: this.#cv.CV_8UC3 });
    mat.data.set(data);
    return mat;
  }

  /** One Mat of one channel for each channel. */
  split(from: Mat): Mat[] {
    const { native } = this.#cv;
    const channels = guard(native, () => new native.MatVector());
    try {
      guard(native, () => native.split(from, channels));
      return Array.from({ length: channels.size() }, (_, channel) => this.#own(channels.get(channel)));
    } finally {
      channels.delete();
    }
  }

  [Symbol.dispose](): void {
    for (const mat of this.#mats) mat.delete();
    freed += this.#mats.length;
    this.#mats.length = 0;
  }

  #own(mat: Mat): Mat {
    this.#mats.push(mat);
    made++;
    return mat;
  }
}

function guard<T>(native: NativeOpenCv, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (typeof error !== 'number') throw error;
    throw new RcnnError('bad-option', `OpenCV: ${reasonOf(native, error)}`);
  }
}

/** What the number points at; a number that points at nothing is what is left of an abort, mostly out of memory. */
function reasonOf(native: NativeOpenCv, pointer: number): string {
  try {
    const message = native.exceptionFromPtr(pointer).msg?.trim();
    if (message) return message;
  } catch {
    // Not an exception of OpenCV.
  }
  return 'it stopped without a reason; its memory ends at 2 GB.';
}
