import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { googlenet } from '../../../../src/googlenet/googlenet.js';
import { parametersOf } from '../../../../src/googlenet/parameters.js';
import { importCaffe } from '../../../../src/weights/import/caffe.js';
import { encodeCaffe } from '../../../support/caffemodel.js';
import { describeWith, shared } from '../../../support/shared.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caffe-'));
  path = join(folder, 'net.caffemodel');
});
afterEach(() => rm(folder, { recursive: true }));

/** The first value tells the arrays apart, the last one that nothing was cut off. */
function valuesOf(name: string, length: number): Float32Array {
  const values = new Float32Array(length);
  values[0] = name.length;
  values[length - 1] = -length;
  return values;
}

interface Style {
  readonly version?: 'V1' | 'V2';
  readonly blob?: (shape: readonly number[], data: Float32Array) => object;
  readonly auxiliary?: boolean;
  /** Changes the list of layers before it is written. */
  readonly change?: (layers: { name: string; blobs: Uint8Array[] }[]) => object[];
}

const newBlob = (shape: readonly number[], data: Float32Array) => ({ shape: { dim: shape }, data });
const legacyBlob = (shape: readonly number[], data: Float32Array) => {
  const [num, channels, height, width] = [...Array(4 - shape.length).fill(1), ...shape];
  return { num, channels, height, width, data };
};

async function write({ version = 'V2', blob = newBlob, auxiliary = false, change = (l) => l }: Style) {
  const layers = new Map<string, Uint8Array[]>();
  for (const { name, shape } of parametersOf(googlenet({ classes: 2, auxiliary }))) {
    const data = valuesOf(
      name,
      shape.reduce((a, b) => a * b),
    );
    const layer = name.replace(/\/(weight|bias)$/, '');
    layers.set(layer, [...(layers.get(layer) ?? []), encodeCaffe('BlobProto', blob(shape, data))]);
  }
  const all = change([...layers].map(([name, blobs]) => ({ name, blobs })));
  await writeFile(
    path,
    encodeCaffe('NetParameter', { name: 'net', [version === 'V1' ? 'layers' : 'layer']: all }),
  );
}

describe('formats', () => {
  const doubleBlob = (shape: readonly number[], data: Float32Array) => ({
    shape: { dim: shape },
    doubleData: data,
  });
  it.each([
    ['V1 layers with legacy blobs: the public file', { version: 'V1', blob: legacyBlob, auxiliary: true }],
    ['V1 layers with new blobs', { version: 'V1', blob: newBlob }],
    ['later layers with legacy blobs', { version: 'V2', blob: legacyBlob }],
    ['later layers with new blobs', { version: 'V2', blob: newBlob, auxiliary: true }],
    ['double values', { version: 'V2', blob: doubleBlob }],
  ] as [string, Style][])('%s', async (_, style) => {
    await write(style);
    const { options, weights } = await importCaffe(path);
    expect(options).toEqual({ classes: 2, auxiliary: style.auxiliary ?? false });
    const specs = parametersOf(googlenet(options));
    expect([...weights].map(([name, { shape }]) => ({ name, shape }))).toEqual(specs);
    for (const [name, { data }] of weights) {
      expect([data[0], data.at(-1)], name).toEqual([name.length, -data.length]);
    }
  });

  it('unpacked values: one tag a number, as old writers did', async () => {
    await write({
      change: (layers) =>
        layers.map((layer) =>
          layer.name === 'conv1/7x7_s2' ? { ...layer, blobs: [layer.blobs[0], unpackedBlob(64)] } : layer,
        ),
    });
    const { weights } = await importCaffe(path);
    expect([...weights.get('conv1/7x7_s2/bias')!.data]).toEqual(Array.from({ length: 64 }, (_, i) => i / 2));
  });
});

/** num, channels, height = 1, width = count, then `data` as field 5 with wire type 5 for each value. */
function unpackedBlob(count: number): Uint8Array {
  const bytes = Buffer.alloc(8 + 5 * count);
  Buffer.from([0x08, 1, 0x10, 1, 0x18, 1, 0x20, count]).copy(bytes);
  for (let i = 0; i < count; i++) {
    bytes[8 + 5 * i] = (5 << 3) | 5;
    bytes.writeFloatLE(i / 2, 9 + 5 * i);
  }
  return bytes;
}

describe('strictness', () => {
  const bias = (shape: number[]) =>
    encodeCaffe('BlobProto', newBlob(shape, new Float32Array(shape.reduce((a, b) => a * b))));
  it.each([
    [
      'a layer missing',
      { change: (l) => l.filter(({ name }) => name !== 'conv2/3x3') },
      'missing (2): conv2/3x3/weight, conv2/3x3/bias',
    ],
    [
      'a layer too much',
      { change: (l) => [...l, { name: 'fc9', blobs: [bias([5])] }] },
      'extra (1): fc9/weight',
    ],
    [
      'half the auxiliary heads',
      { auxiliary: true, change: (l) => l.filter(({ name }) => !name.startsWith('loss2')) },
      'missing (6): loss2/conv/weight',
    ],
    [
      'a bias of another length',
      {
        change: (l) => l.map((x) => (x.name === 'conv2/3x3' ? { ...x, blobs: [x.blobs[0], bias([7])] } : x)),
      },
      'conv2/3x3/bias (expected [192], got [7])',
    ],
    [
      'a third blob',
      { change: (l) => l.map((x) => ({ ...x, blobs: [...x.blobs, bias([1])] })) },
      'conv1/7x7_s2 has 3 blobs instead of two',
    ],
    ['a layer twice', { change: (l) => [...l, l[3]] }, 'comes twice'],
    [
      'a shape that is not the number of values',
      { blob: (shape, data) => ({ shape: { dim: [...shape, 2] }, data }) },
      'a blob of conv1/7x7_s2 has shape [64,3,7,7,2] and 9408 values',
    ],
    [
      'another network',
      { change: () => [{ name: 'fc8', blobs: [bias([3])] }] },
      'no layer loss3/classifier with weights (found fc8',
    ],
    [
      'the V0 format',
      { version: 'V1', change: () => [{ layer: Buffer.from([0x0a, 0]) }] },
      "Caffe's V0 format",
    ],
  ] as [string, Style, string][])('%s', async (_, style, message) => {
    await write(style);
    await expect(importCaffe(path)).rejects.toMatchObject({ code: 'bad-weights' });
    await expect(importCaffe(path)).rejects.toThrow(message);
    await expect(importCaffe(path)).rejects.toThrow(path);
  });

  it.each([
    ['a text', Buffer.from('not a network at all')],
    ['nothing', Buffer.alloc(0)],
  ])('a file that holds %s', async (_, bytes) => {
    await writeFile(path, bytes);
    await expect(importCaffe(path)).rejects.toMatchObject({ code: 'bad-weights' });
  });

  it('a missing file', async () => {
    await expect(importCaffe(path)).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

describeWith('weights/bvlc_googlenet.caffemodel')('the BVLC network', () => {
  it('has every array of Table 1', async () => {
    const { options, weights } = await importCaffe(shared('weights/bvlc_googlenet.caffemodel'));
    expect(options).toEqual({ classes: 1000, auxiliary: false });
    let count = 0;
    for (const { data } of weights.values()) count += data.length;
    expect(count).toBe(6_998_552);
    // Read from the file's bytes with Python's struct.unpack.
    const first = (name: string) => [...weights.get(name)!.data.slice(0, 2)];
    expect(first('conv1/7x7_s2/weight')).toEqual([0.08820479363203049, 0.03741685673594475]);
    expect(first('conv1/7x7_s2/bias')).toEqual([-2.527230739593506, -0.7387813925743103]);
    expect(first('inception_4e/5x5/weight')).toEqual([0.026630094274878502, 0.034578945487737656]);
    const last = weights.get('loss3/classifier/weight')!;
    expect(last.shape).toEqual([1000, 1024]);
    expect([...last.data.slice(-2)]).toEqual([0.003909533843398094, 0.03032362274825573]);
  });
});
