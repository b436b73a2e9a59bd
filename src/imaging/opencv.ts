/**
 * OpenCV 4.3 as WebAssembly (opencv-wasm), loaded at the first use (130 ms, once a thread) and seen through the
 * few primitives this project needs. Mats live in the WebAssembly heap, which no garbage collector frees:
 * they are made in a {@link MatScope} only, which frees them, and counted.
 */
import { createRequire } from 'node:module';
import { RcnnError } from '../errors.js';
import type { Raster } from './raster.js';

/** A matrix in the WebAssembly heap: rows x cols x channels, interleaved. */
export interface Mat {
  readonly rows: number;
  readonly cols: number;
  /**
   * Views of the heap, without a copy, made anew at every access. Making another Mat may move the heap and
   * detach them: take a view after the last allocation, and copy (`slice()`) what outlives the scope.
   */
  readonly data: Uint8Array;
  readonly data16S: Int16Array;
  readonly data32S: Int32Array;
  readonly data32F: Float32Array;
  channels(): number;
  /** Copies into `target` as another depth: `value * scale + shift`, saturated and rounded for integers. */
  convertTo(target: Mat, type: number, scale?: number, shift?: number): void;
  delete(): void;
  isDeleted(): boolean;
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
  /** @param depth of `to`: `CV_16S` or `CV_32F` keep the sign */
  Sobel(
    from: Mat,
    to: Mat,
    depth: number,
    dx: number,
    dy: number,
    kernel: number,
    scale: number,
    shift: number,
    border: number,
  ): void;
  /** @param kernelX,kernelY one-row or one-column CV_32F Mats */
  sepFilter2D(
    from: Mat,
    to: Mat,
    depth: number,
    kernelX: Mat,
    kernelY: Mat,
    anchor: { x: number; y: number },
    shift: number,
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
  'CV_16SC1',
  'CV_16SC3',
  'CV_32SC1',
  'CV_32FC1',
  'CV_32FC3',
  'CV_16S',
  'CV_32F',
  'COLOR_RGB2Lab',
  'COLOR_RGB2HSV',
  'COLOR_RGB2HSV_FULL',
  'COLOR_RGB2GRAY',
  'INTER_NEAREST',
  'INTER_LINEAR',
  'INTER_AREA',
  'INTER_CUBIC',
  'BORDER_REPLICATE',
  'BORDER_REFLECT',
  'BORDER_REFLECT_101',
] as const;

export type OpenCv = Functions & Readonly<Record<(typeof constants)[number], number>>;

interface Native extends OpenCv {
  Mat: { new (): Mat; new (rows: number, cols: number, type: number): Mat };
  exceptionFromPtr(pointer: number): { msg: string };
}

let native: Native | undefined;
let guarded: OpenCv | undefined;
let live = 0;

/** OpenCV's functions and constants; an OpenCV exception (natively a bare number) becomes an RcnnError. */
export function openCv(): OpenCv {
  guarded ??= guardedView(load());
  return guarded;
}

/** How many Mats are alive in this thread; a test takes it before and after. */
export function liveMats(): number {
  return live;
}

/** Makes Mats and frees all of them when it ends: `using scope = new MatScope()`, or `dispose()`. */
export class MatScope implements Disposable {
  readonly #mats: Mat[] = [];

  /** Without a shape: empty, for an OpenCV function to fill. With one: rows x cols, not cleared. */
  mat(shape?: { rows: number; cols: number; type: number }): Mat {
    const cv = load();
    const mat = guard(() => (shape ? new cv.Mat(shape.rows, shape.cols, shape.type) : new cv.Mat()));
    this.#mats.push(mat);
    live++;
    return mat;
  }

  /** The picture as CV_8UC3, RGB (not OpenCV's usual BGR): height x width x 3. Copied. */
  fromRaster({ width, height, data }: Raster): Mat {
    const mat = this.mat({ rows: height, cols: width, type: openCv().CV_8UC3 });
    mat.data.set(data);
    return mat;
  }

  /** Planes or interleaved channels as CV_32F: rows x cols x channels (1 or 3). Copied. */
  fromFloats(values: Float32Array, shape: { rows: number; cols: number; channels: 1 | 3 }): Mat {
    const cv = openCv();
    const mat = this.mat({
      rows: shape.rows,
      cols: shape.cols,
      type: shape.channels === 1 ? cv.CV_32FC1 : cv.CV_32FC3,
    });
    mat.data32F.set(values);
    return mat;
  }

  /** Frees one of the scope's Mats early, to bound memory inside a long scope. */
  free(mat: Mat): void {
    const at = this.#mats.indexOf(mat);
    if (at < 0) return;
    this.#mats.splice(at, 1);
    mat.delete();
    live--;
  }

  dispose(): void {
    for (const mat of this.#mats) mat.delete();
    live -= this.#mats.length;
    this.#mats.length = 0;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/**
 * Requires the module and takes back what it does to its host: its loader ends the process at any unhandled
 * rejection, rethrows uncaught exceptions, and gives the module a `then` that makes `await` hang.
 */
function load(): Native {
  if (native) return native;
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = new Map(events.map((event) => [event, process.listeners(event as 'uncaughtException')]));
  const { cv } = createRequire(import.meta.url)('opencv-wasm') as { cv: Native & { then?: unknown } };
  for (const event of events) {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before.get(event)?.includes(listener)) process.removeListener(event, listener);
    }
  }
  delete cv.then;
  native = cv;
  return cv;
}

function guardedView(cv: Native): OpenCv {
  const view: OpenCv = {
    ...(Object.fromEntries(constants.map((name) => [name, cv[name]])) as Record<
      (typeof constants)[number],
      number
    >),
    cvtColor: (...given) => guard(() => cv.cvtColor(...given)),
    GaussianBlur: (...given) => guard(() => cv.GaussianBlur(...given)),
    Sobel: (...given) => guard(() => cv.Sobel(...given)),
    sepFilter2D: (...given) => guard(() => cv.sepFilter2D(...given)),
    resize: (...given) => guard(() => cv.resize(...given)),
  };
  return Object.freeze(view);
}

function guard<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (typeof error !== 'number' || !native) throw error;
    throw new RcnnError('bad-option', `OpenCV: ${native.exceptionFromPtr(error).msg.trim()}`);
  }
}
