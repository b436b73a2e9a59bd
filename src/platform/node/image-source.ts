/** The kinds of image sources, and their encoded bytes. */
import { fileURLToPath } from 'node:url';
import { shownValue } from '../../check-arguments.js';
import { RcnnError } from '../../errors.js';
import type { Raster } from '../../imaging/raster.js';

/**
 * An image: a path or file URL; the bytes of a file as Buffer, Uint8Array, ArrayBuffer, Blob or File, or as a
 * readable stream of them (of Node or of the web); or decoded pixels. Bytes are not changed.
 */
export type ImageSource =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | Raster;

/** Every source but pixels. */
export type EncodedImage = Exclude<ImageSource, Raster>;

/** The size of a stream is not known before its end: beyond this it is refused. */
const MOST_STREAMED = 512 * 2 ** 20;

/** Linux's limit, the largest of the usual systems but for Windows' extended paths of 32,767. */
const LONGEST_PATH = 32_767;

const KINDS =
  'a path, a file URL, bytes (Buffer, Uint8Array, ArrayBuffer), a Blob, a readable stream of bytes, or pixels as { width, height, data }';

export function isRaster(source: unknown): source is Raster {
  return (
    typeof source === 'object' &&
    source !== null &&
    'width' in source &&
    'height' in source &&
    'data' in source
  );
}

/** The path of an image that is a file, else the name that a File has; its name in errors and lists of boxes. */
export function nameOf(source: ImageSource): string | undefined {
  if (typeof source === 'string') return source.startsWith('file:') ? pathOf(source) : source;
  if (source instanceof URL) return source.protocol === 'file:' ? pathOf(source) : undefined;
  if (typeof File !== 'undefined' && source instanceof File) return source.name;
  return undefined;
}

/**
 * Bytes, or the path of the file to read them from.
 *
 * @throws RcnnError `bad-option` for anything else; `bad-image` for a stream that fails or is too long
 */
export async function encodedBytes(source: EncodedImage): Promise<Uint8Array | { readonly path: string }> {
  if (typeof source === 'string' || source instanceof URL) return { path: localPath(source) };
  if (source instanceof Uint8Array) return source;
  if (isArrayBuffer(source)) return new Uint8Array(source);
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  if (isStream(source)) return streamedBytes(source);
  const many = Array.isArray(source) ? ' detectAll, classifyAll and featuresAll take many.' : '';
  throw new RcnnError('bad-option', `Expected an image as ${KINDS}, but got ${shownValue(source)}.${many}`);
}

function localPath(source: string | URL): string {
  const text = String(source);
  if (/^https?:/i.test(text)) {
    throw new RcnnError(
      'bad-option',
      `Expected a file, but got ${shownValue(text)}: addresses are not fetched. Pass the bytes: await (await fetch(address)).arrayBuffer().`,
    );
  }
  if (/^data:/i.test(text)) {
    throw new RcnnError(
      'bad-option',
      `Expected a file, but got ${shownValue(text.slice(0, 40))}..: data URLs are not decoded. Pass the bytes: Buffer.from(text.split(',')[1], 'base64').`,
    );
  }
  if (source instanceof URL || text.startsWith('file:')) return pathOf(text);
  if (text.length > LONGEST_PATH) {
    throw new RcnnError(
      'bad-option',
      `Expected the path of an image, but got ${shownValue(text.slice(0, 40))}.. of ${text.length} characters. If it is an image in Base64, pass the bytes: Buffer.from(text, 'base64').`,
    );
  }
  if (text === '')
    throw new RcnnError('bad-option', 'Expected the path of an image, but got an empty string.');
  return text;
}

/** @throws RcnnError `bad-option` for an address that is not one, or not one of this machine */
function pathOf(url: URL | string): string {
  try {
    return fileURLToPath(new URL(url));
  } catch (cause) {
    throw new RcnnError('bad-option', `Expected a file URL, but got ${shownValue(String(url))}.`, { cause });
  }
}

/** Also one from another realm, as in test runners and frames. */
function isArrayBuffer(value: object): value is ArrayBuffer {
  return value instanceof ArrayBuffer || Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function streamedBytes(stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of stream) {
      if (!(piece instanceof Uint8Array)) {
        throw new RcnnError('bad-option', `Expected a stream of bytes, but it gave ${shownValue(piece)}.`);
      }
      length += piece.length;
      if (length > MOST_STREAMED) {
        throw new RcnnError(
          'bad-image',
          `Expected an image of at most ${MOST_STREAMED} bytes, but the stream is longer.`,
        );
      }
      pieces.push(piece);
    }
  } catch (cause) {
    if (cause instanceof RcnnError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new RcnnError('bad-image', `Expected an image, but its stream failed: ${shownValue(message)}.`, {
      cause,
    });
  }
  return Buffer.concat(pieces, length);
}
