import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { RcnnError } from '../errors.js';
import { openFile } from '../platform/node/open-file.js';
import { writeBeside } from '../platform/node/write-beside.js';
import { narrowToHalves } from './half.js';
import {
  badWeights,
  type DType,
  encodeHeader,
  headerLength,
  lengthBytes,
  parseHeader,
  type TensorEntry,
} from './safetensors-header.js';
import { hashedParts, type StoredType, type TensorData, tensorDataOf } from './tensor-data.js';
import type { WeightArray, Weights } from './weights.js';

interface Safetensors extends TensorData {
  /** SHA-256 of {@link hashedParts}. */
  readonly sha256: string;
  /** Size of the whole file. */
  readonly bytes: number;
}

/**
 * Reads all tensors of a safetensors file. Float32 tensors are views of the one buffer that was read.
 *
 * @throws RcnnError `file-not-found`, or `bad-weights` naming the file and what is wrong with it: a header
 *   longer than the file, offsets that overlap, leave gaps or pass the end, a file cut off, an unknown dtype
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  const file = await openForReading(path);
  try {
    const { header, dataAt, size } = await readHeader(path, file);
    const data = await readBytes(file, dataAt, size - dataAt);
    if (data.length !== size - dataAt) throw badWeights(path, 'it became shorter while it was read');
    return {
      ...tensorDataOf(header, data),
      sha256: hashOf(header.entries, (entry) => data.subarray(entry.begin, entry.end)),
      bytes: size,
    };
  } finally {
    await file.close();
  }
}

/** The texts of a file's `__metadata__`, without its tensors. @throws RcnnError as {@link readSafetensors} */
export async function readMetadata(path: string): Promise<Readonly<Record<string, string>>> {
  const file = await openForReading(path);
  try {
    return (await readHeader(path, file)).header.metadata;
  } finally {
    await file.close();
  }
}

async function readHeader(path: string, file: FileHandle) {
  const { size } = await file.stat();
  const first = await readBytes(file, 0, Math.min(lengthBytes, size));
  const jsonBytes = headerLength(path, first, size);
  const json = await readBytes(file, lengthBytes, jsonBytes);
  const dataAt = lengthBytes + jsonBytes;
  return { header: parseHeader(path, json, size - dataAt), dataAt, size };
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    return await openFile(path);
  } catch (cause) {
    const message = `Expected a weights file at ${path}, but it cannot be opened: ${(cause as Error).message}.`;
    throw new RcnnError('file-not-found', message, { cause });
  }
}

/** Into a buffer of its own, so that aligned tensors can be views of it. Shorter only at the file's end. */
async function readBytes(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) return bytes.subarray(0, done);
    done += bytesRead;
  }
  return bytes;
}

/** @returns see {@link hashedParts} */
function hashOf(entries: readonly TensorEntry[], bytes: (entry: TensorEntry) => Uint8Array): string {
  const hash = createHash('sha256');
  for (const part of hashedParts(entries, bytes)) hash.update(part);
  return hash.digest('hex');
}

export interface WriteSafetensorsOptions {
  readonly dtype: StoredType;
  /** Texts for `__metadata__`, made when the hash of the tensors is known. */
  readonly metadata: (sha256: string) => Record<string, string>;
}

/**
 * Writes the tensors in the order of the map, beside and renamed. Same weights, same bytes.
 *
 * @returns the SHA-256 that `readSafetensors` will find
 * @throws RcnnError `bad-weights` for a value that is not finite or, in float16, beyond 65,504; `disk-full`
 */
export async function writeSafetensors(
  path: string,
  weights: Weights,
  { dtype, metadata }: WriteSafetensorsOptions,
): Promise<string> {
  const stored: DType = dtype === 'float16' ? 'F16' : 'F32';
  const entries: TensorEntry[] = [];
  const pieces = new Map<string, Uint8Array>();
  let at = 0;
  for (const [name, array] of weights) {
    const piece = storedBytes(path, name, array, stored);
    entries.push({ name, dtype: stored, shape: array.shape, begin: at, end: at + piece.length });
    pieces.set(name, piece);
    at += piece.length;
  }
  const sha256 = hashOf(entries, ({ name }) => pieces.get(name)!);
  const header = encodeHeader({ entries, metadata: metadata(sha256) });
  await writeBeside(path, [header, ...pieces.values()]);
  return sha256;
}

function storedBytes(path: string, name: string, { data, shape }: WeightArray, dtype: DType): Uint8Array {
  const expected = shape.reduce((product, side) => product * side, 1);
  if (data.length !== expected) {
    throw new RcnnError(
      'bad-weights',
      `Expected ${name} of shape [${shape}] to hold ${expected} values, but got ${data.length} (for ${path}).`,
    );
  }
  const limit = dtype === 'F16' ? 65_504 : Number.MAX_VALUE;
  const bad = data.findIndex((value) => !(Math.abs(value) <= limit));
  if (bad >= 0) {
    throw new RcnnError(
      'bad-weights',
      `Expected finite values that ${dtype} can hold for ${path}, but ${name} has ${data[bad]} at ${bad}.`,
    );
  }
  const values = dtype === 'F16' ? narrowToHalves(data) : data;
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
