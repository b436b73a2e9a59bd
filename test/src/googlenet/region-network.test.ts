import { describe, expect, it } from 'vitest';
import { costOf, totalCost } from '../../../src/googlenet/cost.js';
import { googlenet } from '../../../src/googlenet/googlenet.js';
import { parametersOf } from '../../../src/googlenet/parameters.js';
import { regionNetwork, trunkNetwork } from '../../../src/googlenet/region-network.js';
import { shapesOf } from '../../../src/googlenet/shapes.js';

const network = googlenet({ classes: 1000 });

describe('the split at inception 4e', () => {
  it('shares every parameter between trunk and region part exactly once', () => {
    const names = (part: Parameters<typeof parametersOf>[0]) => parametersOf(part).map(({ name }) => name);
    const split = [...names(trunkNetwork(network)), ...names(regionNetwork(network, { heads: [] }))];
    expect([...split, 'loss3/classifier/weight', 'loss3/classifier/bias']).toEqual(names(network));
  });

  it('has 16-pixel cells', () => {
    const { height, width } = shapesOf(trunkNetwork(network), { width: 800, height: 600 }).get(
      'inception_4e/output',
    )!;
    expect({ height, width }).toEqual({ height: 37, width: 50 });
  });

  it('gives the region part the 7 x 7 cells that a crop would have', () => {
    const ofRegion = shapesOf(regionNetwork(network, { heads: [] }), { width: 50, height: 37 });
    const ofCrop = shapesOf(network, { width: 224, height: 224 });
    for (const name of ['pool4/3x3_s2', 'inception_5b/output', 'pool5/7x7_s1'])
      expect(ofRegion.get(name)).toEqual(ofCrop.get(name));
  });

  it('takes as many cells as asked, whose mean the heads read', () => {
    const shapes = shapesOf(regionNetwork(network, { heads: [], cells: 5 }), { width: 50, height: 37 });
    expect(shapes.get('inception_5b/output')).toMatchObject({ height: 5, width: 5 });
    expect(shapes.get('pool5/7x7_s1')).toMatchObject({ channels: 1024, height: 1, width: 1 });
  });

  it('costs 0.122 GMAC a region, a thirteenth of a crop', () => {
    const { macs } = totalCost(costOf(regionNetwork(network, { heads: [] }), { width: 50, height: 37 }));
    expect(macs / 1e9).toBeCloseTo(0.1218, 4);
  });
});

describe('the heads of the region network', () => {
  it('leave as probabilities or raw scores, in the order given', () => {
    const { outputs, layers } = regionNetwork(network, {
      heads: [
        { name: 'class', outFeatures: 21, softmax: true },
        { name: 'box', outFeatures: 80 },
      ],
    });
    expect(outputs).toEqual(['class/prob', 'box']);
    expect(layers.slice(-3).map(({ op, name }) => `${op} ${name}`)).toEqual([
      'linear class',
      'softmax class/prob',
      'linear box',
    ]);
  });

  it('fit a wider network', () => {
    const wide = regionNetwork(googlenet({ classes: 10, width: 2 }), {
      heads: [{ name: 'class', outFeatures: 3 }],
    });
    expect(wide.inputChannels).toBe(1664);
    expect(parametersOf(wide).at(-2)).toEqual({ name: 'class/weight', shape: [3, 2048] });
  });
});
