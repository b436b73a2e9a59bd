import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { googlenet } from '../../../src/googlenet/googlenet.js';
import type { Layer, Network } from '../../../src/googlenet/layer.js';
import { convolvedSide, pooledSide, shapesOf } from '../../../src/googlenet/shapes.js';

const square = (side: number) => ({ width: side, height: side });

/** [G, Table 1], "output size" as H x W x C. */
const table1Outputs = {
  'conv1/7x7_s2': '112x112x64',
  'pool1/3x3_s2': '56x56x64',
  'pool1/norm1': '56x56x64',
  'conv2/3x3': '56x56x192',
  'pool2/3x3_s2': '28x28x192',
  'inception_3a/output': '28x28x256',
  'inception_3b/output': '28x28x480',
  'pool3/3x3_s2': '14x14x480',
  'inception_4a/output': '14x14x512',
  'inception_4b/output': '14x14x512',
  'inception_4c/output': '14x14x512',
  'inception_4d/output': '14x14x528',
  'inception_4e/output': '14x14x832',
  'pool4/3x3_s2': '7x7x832',
  'inception_5a/output': '7x7x832',
  'inception_5b/output': '7x7x1024',
  'pool5/7x7_s1': '1x1x1024',
  'pool5/drop_7x7_s1': '1x1x1024',
  'loss3/classifier': '1x1x1000',
  prob: '1x1x1000',
};

function sizes(network: Network, input: { width: number; height: number }) {
  return new Map(
    [...shapesOf(network, input)].map(([name, s]) => [name, `${s.height}x${s.width}x${s.channels}`]),
  );
}

describe('GoogLeNet', () => {
  it('has the output sizes of Table 1', () => {
    const found = sizes(googlenet({ classes: 1000 }), square(224));
    expect(Object.fromEntries(Object.keys(table1Outputs).map((name) => [name, found.get(name)]))).toEqual(
      table1Outputs,
    );
  });

  it('has the auxiliary sizes of section 5', () => {
    const found = sizes(googlenet({ classes: 1000, auxiliary: true }), square(224));
    expect(found.get('loss1/ave_pool')).toBe('4x4x512');
    expect(found.get('loss2/ave_pool')).toBe('4x4x528');
    expect(found.get('loss2/conv')).toBe('4x4x128');
    expect(found.get('loss2/prob')).toBe('1x1x1000');
  });

  it('grows in naive modules by all the pooled channels', () => {
    const found = sizes(googlenet({ classes: 10, modules: 'naive' }), square(224));
    // 192 in + 64 + 128 + 32, then 416 in + 128 + 192 + 96.
    expect(found.get('inception_3a/output')).toBe('28x28x416');
    expect(found.get('inception_3b/output')).toBe('28x28x832');
  });

  it('widens every channel count but the classes', () => {
    const found = sizes(googlenet({ classes: 10, width: 1.5 }), square(224));
    expect(found.get('conv1/7x7_s2')).toBe('112x112x96');
    expect(found.get('inception_5b/output')).toBe('7x7x1536');
    expect(found.get('prob')).toBe('1x1x10');
  });

  it.each([
    // Caffe's own shapes for 227 x 227, from its published reference activations.
    ['227 x 227', square(227), '114x114x64', '57x57x64', '14x14x832', '7x7x1024'],
    ['a VOC photograph', { width: 500, height: 375 }, '188x250x64', '94x125x64', '23x31x832', '11x15x1024'],
    ['225: one row more than even steps', square(225), '113x113x64', '56x56x64', '14x14x832', '7x7x1024'],
  ])('at %s', (_, input, conv1, pool1, map, last) => {
    const found = sizes(googlenet({ classes: 10 }), input);
    const names = [
      'conv1/7x7_s2',
      'pool1/3x3_s2',
      'inception_4e/output',
      'inception_5b/output',
      'pool5/7x7_s1',
    ];
    expect(names.map((name) => found.get(name))).toEqual([conv1, pool1, map, last, '1x1x1024']);
  });

  it('refuses auxiliary heads at another size than 224, naming the head', () => {
    expect(() => shapesOf(googlenet({ classes: 10, auxiliary: true }), square(256))).toThrow(/loss1\/fc/);
  });

  it('refuses an input that a pool leaves nothing of', () => {
    expect(() => shapesOf(googlenet({ classes: 10 }), square(1))).toThrow('large enough for pool1/3x3_s2');
    expect(() => shapesOf(googlenet({ classes: 10 }), { width: 224, height: 0 })).toThrow('224 x 0');
    expect(() => shapesOf(googlenet({ classes: 10 }), { width: 22.5, height: 9 })).toThrow('whole pixels');
  });
});

describe('pools and convolutions by counting', () => {
  /** Windows one after another until the image is covered; none that begins behind it (Caffe's clip). */
  function countPool(side: number, kernel: number, stride: number, pad: number): number {
    let cells = 0;
    let covered = false;
    for (let start = -pad; !covered; start += stride) {
      if (cells > 0 && pad > 0 && start >= side) break;
      cells++;
      covered = start + kernel >= side + pad;
    }
    return cells;
  }
  function countConvolution(side: number, kernel: number, stride: number, pad: number): number {
    let cells = 0;
    for (let start = -pad; start + kernel <= side + pad; start += stride) cells++;
    return cells;
  }
  const windows = fc.record({
    side: fc.integer({ min: 7, max: 300 }),
    kernel: fc.integer({ min: 1, max: 7 }),
    stride: fc.integer({ min: 1, max: 4 }),
    pad: fc.integer({ min: 0, max: 3 }),
  });

  it('agrees with the count for any window', () => {
    fc.assert(
      fc.property(windows, ({ side, kernel, stride, pad }) => {
        fc.pre(pad < kernel);
        expect(pooledSide(side, { kernel, stride, pad })).toBe(countPool(side, kernel, stride, pad));
        expect(convolvedSide(side, { kernel, stride, pad })).toBe(
          countConvolution(side, kernel, stride, pad),
        );
      }),
      { seed: 1 },
    );
  });

  it.each([
    ['even side, rounded up: the last window hangs over', 112, 3, 2, 0, 56],
    ['odd side, exact', 113, 3, 2, 0, 56],
    ['two pixels, one window', 2, 3, 2, 0, 1],
    ['padded: a window that would begin in the right padding is clipped', 4, 2, 2, 1, 3],
    ['padded: without the clip there would be four', 5, 2, 2, 1, 3],
    ['keeps the size', 28, 3, 1, 1, 28],
  ])('%s', (_, side, kernel, stride, pad, expected) => {
    expect(pooledSide(side, { kernel, stride, pad })).toBe(expected);
  });
});

describe('other graphs', () => {
  const net = (...layers: Layer[]): Network => ({ input: 'data', inputChannels: 3, layers, outputs: [] });
  const conv = (name: string, inChannels: number, kernel: number): Layer => ({
    ...{ op: 'convolution', name, input: 'data', inChannels, outChannels: 2, kernel },
    ...{ stride: 1, pad: 0, relu: true },
  });

  it('shapes one region behind RoIAlign', () => {
    const align: Layer = {
      ...{ op: 'roi-align', name: 'roi', input: 'data', regions: 'boxes', size: 7, stride: 16, samples: 2 },
    };
    expect(shapesOf(net(align), { width: 40, height: 30 }).get('roi')).toEqual({
      ...{ channels: 3, height: 7, width: 7 },
    });
  });

  it.each([
    ['channels that do not fit', [conv('a', 4, 1)], 'Expected 4 channels into a, but got 3'],
    [
      'maps of two sizes side by side',
      [conv('a', 3, 1), conv('b', 3, 3), { op: 'concat', name: 'c', inputs: ['a', 'b'] }],
      'the inputs of c to have one size, but got 9 x 9, 7 x 7',
    ],
    [
      'a layer before the one that feeds it',
      [{ op: 'softmax', name: 'p', input: 'a' }, conv('a', 3, 1)],
      'Expected "a", which feeds p, to come before it',
    ],
  ] as [string, Layer[], string][])('refuses %s', (_, layers, message) => {
    expect(() => shapesOf(net(...layers), square(9))).toThrow(message);
  });
});
