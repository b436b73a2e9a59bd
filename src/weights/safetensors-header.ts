import { z } from 'zod';
import { RcnnError } from '../errors.js';
import { otherFormat } from './other-formats.js';
import { expectPlainObject, HeaderError } from './plain-json.js';

/**
 * The header of a safetensors file: 8 bytes little-endian length, then that many bytes of JSON:
 * `{"__metadata__": {text: text}, "<tensor>": {"dtype", "shape", "data_offsets": [begin, end]}}`, offsets
 * counted from the end of the header. The tensors lie without gaps and without overlap.
 * https://github.com/huggingface/safetensors describes the format.
 */

export type DType = 'F32' | 'F16';
export const bytesOf: Readonly<Record<DType, number>> = { F32: 4, F16: 2 };

/** The length field itself. */
export const lengthBytes = 8;
/**
 * A card with the names of ImageNet's 21,841 classes takes 1.5 MB. The reference implementation's bound, 100 MB, lets
 * JSON of brackets alone take gigabytes.
 */
const maxHeaderBytes = 4 * 2 ** 20;
/** GoogLeNet has some 130 tensors. */
const maxTensors = 10_000;
/** Tensors have at most four sides here; numpy allows no more than these. */
const maxSides = 64;

export interface TensorEntry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** First byte, counted from the end of the header. */
  readonly begin: number;
  /** Byte after the last. */
  readonly end: number;
}

export interface Header {
  /** In the order of their bytes. */
  readonly entries: readonly TensorEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

const count = z.int().nonnegative();
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(count).max(maxSides),
  data_offsets: z.tuple([count, count]),
});
const metadataSchema = z.record(z.string(), z.string());

export function badWeights(path: string, what: string, cause?: unknown): RcnnError {
  return new RcnnError('bad-weights', `Expected ${path} to be a safetensors file, but ${what}.`, { cause });
}

/** Bytes of the JSON part, checked against the size of the file. */
export function headerLength(path: string, first: Uint8Array, fileBytes: number): number {
  if (first.length < lengthBytes) throw badWeights(path, `it has only ${fileBytes} bytes`);
  const length = new DataView(first.buffer, first.byteOffset).getBigUint64(0, true);
  if (length > BigInt(maxHeaderBytes)) throw badWeights(path, otherFormat(first));
  if (length > BigInt(fileBytes - lengthBytes)) {
    throw badWeights(path, `it is cut off: its header alone takes ${length} bytes, the file ${fileBytes}`);
  }
  return Number(length);
}

/** @param dataBytes bytes of the file after the header, which the tensors must fill exactly */
export function parseHeader(path: string, bytes: Uint8Array, dataBytes: number): Header {
  const json = textOf(path, bytes);
  let parsed: unknown;
  try {
    expectPlainObject(json);
    parsed = JSON.parse(json);
  } catch (cause) {
    const why = cause instanceof HeaderError ? cause.message : 'its header is not JSON';
    throw badWeights(path, why, cause);
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw badWeights(path, 'its header is not a JSON object');
  }
  const { __metadata__: rawMetadata, ...rawEntries } = parsed as Record<string, unknown>;
  const metadata = metadataSchema.safeParse(rawMetadata ?? {});
  if (!metadata.success) throw badWeights(path, '__metadata__ holds more than texts', metadata.error);
  const names = Object.keys(rawEntries);
  if (names.length > maxTensors) {
    throw badWeights(path, `it has ${names.length} tensors (at most ${maxTensors} are read)`);
  }
  const entries = Object.entries(rawEntries)
    .map(([name, raw]) => parseEntry(path, name, raw))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkLayout(path, entries, dataBytes);
  return { entries, metadata: metadata.data };
}

/** As the format has it: UTF-8 that begins with the brace. */
function textOf(path: string, bytes: Uint8Array): string {
  if (bytes[0] !== 0x7b) throw badWeights(path, 'its header does not begin with "{"');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw badWeights(path, 'its header is not UTF-8', cause);
  }
}

function parseEntry(path: string, name: string, raw: unknown): TensorEntry {
  const parsed = entrySchema.safeParse(raw);
  if (!parsed.success) {
    throw badWeights(path, `tensor "${name}" lacks a right dtype, shape or data_offsets`, parsed.error);
  }
  const { dtype, shape, data_offsets } = parsed.data;
  if (dtype !== 'F32' && dtype !== 'F16') {
    throw badWeights(path, `tensor "${name}" is of type ${dtype} (F32 and F16 are read)`);
  }
  const [begin, end] = data_offsets;
  const bytes = shape.reduce((product, side) => product * side, bytesOf[dtype]);
  if (end - begin !== bytes) {
    throw badWeights(
      path,
      `tensor "${name}" of shape ${shownShape(shape)} needs ${bytes} bytes and has ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** Of a shape with more sides than any tensor has, the beginning. */
function shownShape(shape: readonly number[]): string {
  return shape.length <= 8 ? `[${shape}]` : `[${shape.slice(0, 8)}, ...] of ${shape.length} sides`;
}

function checkLayout(path: string, entries: readonly TensorEntry[], dataBytes: number): void {
  let at = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== at) {
      throw badWeights(path, `tensor "${name}" begins at byte ${begin} where byte ${at} was due`);
    }
    at = end;
  }
  if (at !== dataBytes) {
    throw badWeights(path, `its tensors take ${at} bytes where ${dataBytes} follow the header: cut off?`);
  }
}

/** Length field and JSON, padded with blanks so that the tensors begin at a multiple of 8. */
export function encodeHeader({ entries, metadata }: Header): Uint8Array {
  const record = Object.fromEntries([
    ['__metadata__', metadata],
    ...entries.map(({ name, dtype, shape, begin, end }) => [
      name,
      { dtype, shape, data_offsets: [begin, end] },
    ]),
  ]);
  const json = Buffer.from(JSON.stringify(record));
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = Buffer.alloc(lengthBytes + padded, ' ');
  bytes.writeBigUInt64LE(BigInt(padded), 0);
  json.copy(bytes, lengthBytes);
  return bytes;
}
