import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../../src/weights/safetensors.js';
import type { Weights } from '../../../src/weights/weights.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
  path = join(folder, 'model.safetensors');
});
afterEach(() => rm(folder, { recursive: true }));

const weights: Weights = new Map([
  ['conv/weight', { shape: [2, 1, 1, 3], data: Float32Array.of(1, -2.5, 0, 3.1417, 1e-7, 60000) }],
  ['conv/bias', { shape: [2], data: Float32Array.of(0.2, -0) }],
]);

/** A file by hand, independent of the writer. */
async function fileOf(header: object | string, data: Uint8Array | number) {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  await writeFile(path, Buffer.concat([length, json, Buffer.from(new Uint8Array(data as number))]));
}

describe('round trip', () => {
  it('keeps float32 to the bit, with names, shapes, order and metadata', async () => {
    const sha256 = await writeSafetensors(path, weights, {
      dtype: 'float32',
      metadata: (hash) => ({ card: hash }),
    });
    const read = await readSafetensors(path);
    expect([...read.weights]).toEqual([...weights]);
    expect(read).toMatchObject({ sha256, metadata: { card: sha256 }, storedType: 'float32' });
    expect(Object.is(read.weights.get('conv/bias')!.data[1], -0)).toBe(true);
  });

  it('rounds float16 to the nearest and widens it back', async () => {
    await writeSafetensors(path, weights, { dtype: 'float16', metadata: () => ({}) });
    const read = await readSafetensors(path);
    expect(read.storedType).toBe('float16');
    // 3.1417 lies between 3.140625 and 3.142578125; 1e-7 between 2^-24 (5.96e-8) and 2^-23 (1.19e-7).
    expect([...read.weights.get('conv/weight')!.data]).toEqual([1, -2.5, 0, 3.142578125, 2 ** -23, 60000]);
  });

  it('gives the same bytes for the same weights, and a multiple of 8 before the tensors', async () => {
    const write = async (to: string) => {
      await writeSafetensors(to, weights, { dtype: 'float32', metadata: () => ({ text: 'é' }) });
      return readFile(to);
    };
    const [first, second] = [await write(path), await write(join(folder, 'other.safetensors'))];
    expect(first.equals(second)).toBe(true);
    expect(Number(first.readBigUInt64LE()) % 8).toBe(0);
  });

  it('hashes names and shapes, not only values', async () => {
    const hash = (renamed: Weights) =>
      writeSafetensors(path, renamed, { dtype: 'float32', metadata: () => ({}) });
    const data = Float32Array.of(1, 2);
    const hashes = [
      await hash(new Map([['a', { shape: [2], data }]])),
      await hash(new Map([['b', { shape: [2], data }]])),
      await hash(new Map([['a', { shape: [2, 1], data }]])),
    ];
    expect(new Set(hashes).size).toBe(3);
  });
});

describe('reading other writers', () => {
  it('takes tensors that are not aligned', async () => {
    const bytes = Buffer.alloc(6);
    bytes.writeUInt16LE(0x3c00, 0);
    bytes.writeFloatLE(7.5, 2);
    await fileOf(
      {
        half: { dtype: 'F16', shape: [], data_offsets: [0, 2] },
        single: { dtype: 'F32', shape: [1], data_offsets: [2, 6] },
      },
      bytes,
    );
    const read = await readSafetensors(path);
    expect(read.weights.get('half')).toEqual({ shape: [], data: Float32Array.of(1) });
    expect(read.weights.get('single')!.data[0]).toBe(7.5);
    expect(read.storedType).toBe('mixed');
  });

  it('takes an empty tensor and a file without tensors', async () => {
    await fileOf({ none: { dtype: 'F32', shape: [0, 3], data_offsets: [0, 0] } }, 0);
    expect((await readSafetensors(path)).weights.get('none')!.data).toHaveLength(0);
    await fileOf({}, 0);
    expect((await readSafetensors(path)).weights.size).toBe(0);
  });
});

describe('bad files are refused by name', () => {
  const f32 = (begin: number, end: number, shape = [(end - begin) / 4]) => ({
    dtype: 'F32',
    shape,
    data_offsets: [begin, end],
  });
  it.each([
    ['an overlap', { a: f32(0, 8), b: f32(4, 12) }, 12, 'tensor "b" begins at byte 4 where byte 8 was due'],
    ['a gap', { a: f32(0, 4), b: f32(8, 12) }, 12, 'tensor "b" begins at byte 8 where byte 4 was due'],
    ['a tensor past the end', { a: f32(0, 8) }, 7, 'take 8 bytes where 7 follow'],
    ['bytes that belong to no tensor', { a: f32(0, 8) }, 9, 'take 8 bytes where 9 follow'],
    ['a shape that needs more bytes', { a: f32(0, 8, [3]) }, 8, 'needs 12 bytes and has 8'],
    ['offsets the wrong way round', { a: f32(4, 0, [1]) }, 4, 'needs 4 bytes and has -4'],
    ['an unknown dtype', { a: { ...f32(0, 4), dtype: 'BF16' } }, 4, 'of type BF16 (F32 and F16 are read)'],
    ['a negative side', { a: f32(0, 4, [-1]) }, 4, 'lacks a right dtype'],
    ['a fraction', { a: f32(0, 4, [0.5]) }, 4, 'lacks a right dtype'],
    ['a tensor without offsets', { a: { dtype: 'F32', shape: [1] } }, 4, 'lacks a right dtype'],
    ['metadata that is no text', { __metadata__: { a: 1 } }, 0, 'more than texts'],
    ['a header that is a list', [], 0, 'does not begin with "{"'],
    ['a blank before the header', ' {}', 0, 'does not begin with "{"'],
    ['a byte order mark before the header', '\uFEFF{}', 0, 'does not begin with "{"'],
    [
      'a tensor that is named twice, in another spelling',
      `{"a": ${JSON.stringify(f32(0, 4))}, "\\u0061" : ${JSON.stringify(f32(0, 4))}}`,
      4,
      'names "a" twice',
    ],
    ['a key that is named twice', '{"a": {"dtype": "F16", "dtype": "F32"}}', 4, 'names "dtype" twice'],
    ['brackets in brackets', `{"a": ${'['.repeat(1e6)}`, 4, 'nested too deep'],
    ['a header of more bytes than any card has', ' '.repeat(2 ** 22 + 1), 4, 'of another format'],
    [
      'more tensors than any network has',
      Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [n, f32(0, 0, [0])])),
      0,
      '10001 tensors (at most 10000',
    ],
    ['a shape of more sides than any tensor has', { a: f32(0, 4, Array(65).fill(1)) }, 4, 'lacks a right'],
    ['a header that is no JSON', '{"a": ', 0, 'not JSON'],
  ])('%s', async (_, header, data, message) => {
    await fileOf(header, data);
    await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'bad-weights' });
    await expect(readSafetensors(path)).rejects.toThrow(path);
    await expect(readSafetensors(path)).rejects.toThrow(message);
  });

  it.each([
    ['an empty file', Buffer.alloc(0), 'only 0 bytes'],
    ['7 bytes', Buffer.alloc(7), 'only 7 bytes'],
    [
      'a header one byte longer than the file',
      Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]),
      'header alone takes 1 bytes',
    ],
    ['another format', Buffer.from('\x89PNG\r\n\x1a\n more', 'latin1'), 'it is a PNG image'],
    ['a length beyond any header', Buffer.alloc(8, 0xfe), 'of another format'],
  ])('%s', async (_, bytes, message) => {
    await writeFile(path, bytes);
    await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'bad-weights' });
    await expect(readSafetensors(path)).rejects.toThrow(message);
  });

  it('a header that is not UTF-8', async () => {
    const json = Buffer.from('{"__metadata__": {"a": "\xe9"}}', 'latin1');
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    await writeFile(path, Buffer.concat([length, json]));
    await expect(readSafetensors(path)).rejects.toThrow('is not UTF-8');
  });

  it('in a message of some lines, however long the shape', async () => {
    await fileOf({ a: f32(0, 8, [...Array(60).fill(1), 3]) }, 8);
    await expect(readSafetensors(path)).rejects.toThrow('of shape [1,1,1,1,1,1,1,1, ...] of 61 sides needs');
  });

  it('every file that is cut off somewhere', async () => {
    await writeSafetensors(path, weights, { dtype: 'float32', metadata: () => ({}) });
    const whole = await readFile(path);
    for (let length = 0; length < whole.length; length++) {
      await writeFile(path, whole.subarray(0, length));
      await expect(readSafetensors(path), `${length} bytes`).rejects.toMatchObject({ code: 'bad-weights' });
    }
  });

  it('a missing file and a folder', async () => {
    await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(readSafetensors(folder)).rejects.toThrow('is a folder');
  });
});

describe('bad weights are not written', () => {
  it.each([
    ['not a number', Float32Array.of(0, Number.NaN), 'float32', 'conv has NaN at 1'],
    ['infinity', Float32Array.of(Number.NEGATIVE_INFINITY, 0), 'float32', '-Infinity at 0'],
    ['beyond float16', Float32Array.of(0, 65_505), 'float16', '65505 at 1'],
    ['a length that is not the shape', Float32Array.of(1), 'float32', 'to hold 2 values, but got 1'],
  ] as const)('%s', async (_, data, dtype, message) => {
    const write = writeSafetensors(path, new Map([['conv', { shape: [2], data }]]), {
      dtype,
      metadata: () => ({}),
    });
    await expect(write).rejects.toThrow(message);
    await expect(write).rejects.toMatchObject({ code: 'bad-weights' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps the largest float16 exactly', async () => {
    const data = Float32Array.of(65_504, -65_504);
    await writeSafetensors(path, new Map([['conv', { shape: [2], data }]]), {
      dtype: 'float16',
      metadata: () => ({}),
    });
    expect((await readSafetensors(path)).weights.get('conv')!.data).toEqual(data);
  });
});
