/** Files and buffers to Rasters, by sharp (libvips). A VOC photograph (500 x 375 JPEG) takes 3 to 4 ms. */

import { z } from 'zod';
import { checkOptions, someText, wholeFrom1 } from '../../check-arguments.js';
import { RcnnError } from '../../errors.js';
import type { Size } from '../../geometry/box.js';
import { checkRaster, type Raster } from '../../imaging/raster.js';
import { type DecodedPixels, decodePixels, decodeWithoutEnd, unknownSamples } from './decode-pixels.js';
import { isPhotograph, isVector, isWebp } from './image-kind.js';
import { type EncodedImage, encodedBytes, type ImageSource, isRaster, nameOf } from './image-source.js';
import { openFile, readFileUpTo } from './open-file.js';
import { sharp } from './sharp.js';

/**
 * Largest image taken unless the caller says otherwise, in pixels. Passes the largest photographs in use
 * (medium-format cameras: 11,648 x 8,736 = 102 million) at 360 MB as RGB, and refuses decompression bombs:
 * a 12,000 x 12,000 image of one colour is a file of some kilobytes.
 */
export const DEFAULT_MAX_PIXELS = 120_000_000;

/** An uncompressed TIFF of {@link DEFAULT_MAX_PIXELS} in 16 bits with alpha fits. */
export const MAX_FILE_BYTES = 2 ** 30;

export interface DecodeOptions {
  /** Width x height above this throws `image-too-large`, before any pixel is decoded. */
  readonly maxPixels?: number;
  /** Name of a buffer in errors; a path names itself. */
  readonly name?: string;
  /**
   * Receives what is wrong with an image that is decoded nevertheless: a JPEG without its end marker, though all its
   * pixels are there. Without `onWarning` such an image is refused.
   */
  readonly onWarning?: (message: string) => void;
}

const listener = z.custom<(message: string) => void>((value) => typeof value === 'function', 'a function');
const decodeSchema = z.strictObject({ maxPixels: wholeFrom1, name: someText, onWarning: listener }).partial();

/**
 * Decodes an image (JPEG, PNG, WebP, GIF, TIFF, AVIF) to 8-bit sRGB, rotated as its EXIF orientation says.
 * Alpha is laid over white, grey becomes three equal channels, 16 bits are cut to their upper 8, CMYK and
 * embedded colour profiles are converted to sRGB; of an animation the first frame counts. A JPEG that lacks only its
 * end marker is decoded where `onWarning` is given.
 *
 * @param source a path, file URL, bytes, Blob or stream; pixels are checked and returned as they are
 * @throws RcnnError `bad-option` for anything else; `file-not-found`; `image-too-large`; `bad-image` when the file is
 *   empty, truncated, unreadable, a folder, a pipe, a vector image, no image, or has samples without a known range
 *   (32-bit TIFF). All name the file.
 */
export async function decodeImage(source: ImageSource, options: DecodeOptions = {}): Promise<Raster> {
  checkOptions(options, decodeSchema, 'decodeImage');
  if (isRaster(source)) {
    checkRaster(source);
    return source;
  }
  const { bytes, name } = await load(source, options.name);
  const maxPixels = options.maxPixels ?? DEFAULT_MAX_PIXELS;
  const { data, info } = await pixelsOf({ bytes, name, maxPixels }, options);
  return { width: info.width, height: info.height, data };
}

interface Loaded {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly maxPixels: number;
}

async function pixelsOf(loaded: Loaded, { onWarning }: DecodeOptions): Promise<DecodedPixels> {
  const { bytes, name, maxPixels } = loaded;
  try {
    const samples = await unknownSamples(bytes);
    if (samples !== undefined) throw unknownRange(name, samples);
    return await decodePixels(bytes, maxPixels);
  } catch (cause) {
    if (cause instanceof RcnnError) throw cause;
    const pixels = onWarning && (await decodeWithoutEnd(bytes, maxPixels));
    if (!pixels) throw await explain(cause, loaded);
    onWarning(`${name} has no end marker; all its pixels are there.`);
    return pixels;
  }
}

/** Enough for {@link isPhotograph} and {@link isVector}. */
const HEAD_BYTES = 2 ** 16;

/**
 * Width and height of a file as {@link decodeImage} would decode it. Reads little more than the header: a file that is
 * truncated after it still has a size.
 *
 * @throws RcnnError `file-not-found` or `bad-image`, as `decodeImage`
 */
export async function readImageSize(path: string): Promise<Size> {
  const head = await reading(path, () => readHead(path));
  expectPhotograph(head, path);
  // libvips keeps what it read of a WebP under its path, and would return the size of an older version.
  const source = isWebp(head) ? await reading(path, () => readFileUpTo(path, MAX_FILE_BYTES)) : path;
  try {
    return await header(source);
  } catch (cause) {
    throw notAnImage(path, cause);
  }
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await openFile(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Reads files here rather than in libvips, which keeps what it read under the path's name (and so may return
 * an old version of a rewritten file) and whose error for a folder is that for a text file.
 */
async function load(source: EncodedImage, given?: string): Promise<{ bytes: Uint8Array; name: string }> {
  const found = await encodedBytes(source);
  const name = 'path' in found ? found.path : (given ?? nameOf(source) ?? 'the image buffer');
  const bytes =
    'path' in found ? await reading(found.path, () => readFileUpTo(found.path, MAX_FILE_BYTES)) : found;
  expectPhotograph(bytes, name);
  return { bytes, name };
}

function expectPhotograph(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) {
    throw new RcnnError('bad-image', `Expected an image, but ${name} is empty (0 bytes).`);
  }
  if (!isPhotograph(bytes)) throw isVector(bytes) ? aVector(name) : notAnImage(name);
}

async function reading(path: string, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await read();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new RcnnError('file-not-found', `Expected an image at ${path}, but there is no such file.`, {
        cause,
      });
    }
    const found = code === 'EISDIR' ? 'that is a folder' : `it cannot be read: ${message}`;
    throw new RcnnError('bad-image', `Expected an image at ${path}, but ${found}.`, { cause });
  }
}

async function header(source: Uint8Array | string): Promise<Size> {
  const { autoOrient } = await sharp(source, { failOn: 'none', limitInputPixels: false }).metadata();
  return autoOrient;
}

function unknownRange(name: string, samples: string): RcnnError {
  return new RcnnError(
    'bad-image',
    `Expected samples of 8 or 16 bits, but ${name} has samples of type ${samples}, which do not say what is black and what is white. Scale them to 8 or 16 bits first.`,
  );
}

async function explain(cause: unknown, { bytes, name, maxPixels }: Loaded): Promise<RcnnError> {
  const size = await header(bytes).catch(() => undefined);
  if (size === undefined) return notAnImage(name, cause);
  if (size.width * size.height > maxPixels) return tooLarge(name, { size, maxPixels, cause });
  // What libvips says stays the cause: its threads share one place for it, so it may be about another image, or lost.
  return new RcnnError(
    'bad-image',
    `Expected a whole image, but ${name} (${shown(size)}) is truncated or damaged. Copy or save it again.`,
    { cause },
  );
}

interface TooLarge {
  readonly size: Size;
  readonly maxPixels: number;
  readonly cause: unknown;
}

function tooLarge(name: string, { size, maxPixels, cause }: TooLarge): RcnnError {
  const pixels = size.width * size.height;
  const scale = Math.sqrt(maxPixels / pixels);
  const fits = { width: Math.floor(scale * size.width), height: Math.floor(scale * size.height) };
  return new RcnnError(
    'image-too-large',
    `Expected at most ${grouped(maxPixels)} pixels, but ${name} has ${shown(size)} = ${grouped(pixels)}. ` +
      `Scale it down first, to ${shown(fits)} or less.`,
    { cause },
  );
}

const grouped = (count: number) => count.toLocaleString('en');
const shown = ({ width, height }: Size) => `${grouped(width)} x ${grouped(height)}`;

function notAnImage(name: string, cause?: unknown): RcnnError {
  return new RcnnError(
    'bad-image',
    `Expected a JPEG, PNG, WebP, GIF, TIFF or AVIF image, but ${name} holds no such image, or its header is damaged.`,
    { cause },
  );
}

/** Vector images are refused: a few lines of one can take hours to draw. */
function aVector(name: string): RcnnError {
  return new RcnnError(
    'bad-image',
    `Expected a photograph, but ${name} is a vector image (SVG). Convert it to PNG first.`,
  );
}
