import { describe, expect, it } from 'vitest';
import { googlenet } from '../../../src/googlenet/googlenet.js';
import { shapesOf } from '../../../src/googlenet/shapes.js';

describe('without local response normalisation', () => {
  const { layers } = googlenet({ classes: 10, localResponseNorm: false });

  it('has the same parameters and reads what the normalisation would have read', () => {
    const whole = googlenet({ classes: 10 }).layers;
    expect(layers.map(({ name }) => name)).toEqual(
      whole.filter(({ op }) => op !== 'local-response-norm').map(({ name }) => name),
    );
    const inputOf = (name: string) => layers.find((layer) => layer.name === name);
    expect(inputOf('conv2/3x3_reduce')).toMatchObject({ input: 'pool1/3x3_s2' });
    expect(inputOf('pool2/3x3_s2')).toMatchObject({ input: 'conv2/3x3' });
  });
});

describe('the auxiliary classifiers', () => {
  it.each([
    ['the paper’s 224 pixels: a 14 x 14 map pooled to 4 x 4', 224, 4],
    ['160 pixels: 10 x 10 cells, the last windows clipped', 160, 3],
    ['128 pixels: 8 x 8 cells', 128, 2],
    ['64 pixels: 4 x 4 cells, less than the window', 64, 1],
  ])('fit images of %s', (_what, side, cells) => {
    const network = googlenet({ classes: 10, auxiliary: true, auxiliaryInputSize: side });
    const heads = network.layers.filter(({ name }) => /^loss[12]\/fc$/.test(name));
    expect(heads.map((head) => head.op === 'linear' && head.inFeatures)).toEqual([
      128 * cells * cells,
      128 * cells * cells,
    ]);
    expect(() => shapesOf(network, { width: side, height: side })).not.toThrow();
  });

  it('are made for 224 pixels unless told otherwise', () => {
    expect(googlenet({ classes: 10, auxiliary: true, auxiliaryInputSize: 224 })).toEqual(
      googlenet({ classes: 10, auxiliary: true }),
    );
  });
});
