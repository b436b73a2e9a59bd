/** The tensors of a safetensors file that has been read, in Node.js or elsewhere. */
import { widenHalves } from './half.js';
import {
  bytesOf,
  type Header,
  headerLength,
  lengthBytes,
  parseHeader,
  type TensorEntry,
} from './safetensors-header.js';
import type { WeightArray, Weights } from './weights.js';

export type StoredType = 'float32' | 'float16';

export interface TensorData {
  /** In the order of the file; float16 is widened to float32 when it is read. Float32 tensors are views of what was read. */
  readonly weights: Weights;
  /** The texts of `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly storedType: StoredType | 'mixed';
}

/** @param data the file's bytes after the header, in a buffer of their own */
export function tensorDataOf(header: Header, data: Uint8Array): TensorData {
  return {
    weights: new Map(header.entries.map((entry) => [entry.name, arrayOf(entry, data)])),
    metadata: header.metadata,
    storedType: storedTypeOf(header),
  };
}

/** The two halves of a whole file in memory. @throws RcnnError `bad-weights` */
export function splitFile(path: string, file: Uint8Array): { header: Header; data: Uint8Array } {
  const dataAt = lengthBytes + headerLength(path, file.subarray(0, lengthBytes), file.length);
  const json = file.subarray(lengthBytes, dataAt);
  // A copy, since tensors are aligned to the data's beginning, not to the file's.
  return { header: parseHeader(path, json, file.length - dataAt), data: file.slice(dataAt) };
}

/**
 * What the hash of the tensors covers, in the order of their names (by UTF-16 code unit): for each, the text
 * `name dtype shape` and a line feed (`conv1/7x7_s2/bias F32 64`, sides joined by `x`), then its bytes. So neither a
 * value nor a name nor a shape can change unnoticed, and the metadata can carry the hash.
 */
export function* hashedParts(
  entries: readonly TensorEntry[],
  bytes: (entry: TensorEntry) => Uint8Array,
): Generator<string | Uint8Array> {
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of sorted) {
    yield `${entry.name} ${entry.dtype} ${entry.shape.join('x')}\n`;
    yield bytes(entry);
  }
}

function arrayOf({ dtype, shape, begin, end }: TensorEntry, data: Uint8Array): WeightArray {
  const aligned = begin % bytesOf[dtype] === 0;
  const { buffer } = aligned ? data : data.slice(begin, end);
  const at = aligned ? begin : 0;
  const length = (end - begin) / bytesOf[dtype];
  if (dtype === 'F32') return { shape, data: new Float32Array(buffer, at, length) };
  return widenedWhenRead(shape, new Uint16Array(buffer, at, length));
}

/** Most arrays of a network go to its runtime as they are stored. */
function widenedWhenRead(shape: readonly number[], halves: Uint16Array): WeightArray {
  let data: Float32Array | undefined;
  const array = {
    shape,
    get data() {
      data ??= widenHalves(halves);
      return data;
    },
  };
  return Object.defineProperty(array, 'halves', { value: halves });
}

function storedTypeOf({ entries }: Header): StoredType | 'mixed' {
  if (entries.every(({ dtype }) => dtype === 'F32')) return 'float32';
  return entries.every(({ dtype }) => dtype === 'F16') ? 'float16' : 'mixed';
}
