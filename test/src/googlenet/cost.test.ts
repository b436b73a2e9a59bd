import { describe, expect, it } from 'vitest';
import { costOf, totalCost } from '../../../src/googlenet/cost.js';
import { type GoogLeNetOptions, googlenet } from '../../../src/googlenet/googlenet.js';
import type { Network } from '../../../src/googlenet/layer.js';
import { parametersOf } from '../../../src/googlenet/parameters.js';
import { subnetwork } from '../../../src/googlenet/subnetwork.js';

const at224 = { width: 224, height: 224 };
const total = (options: GoogLeNetOptions) => totalCost(costOf(googlenet(options), at224));

describe('published totals', () => {
  it('6,998,552 parameters: 6,990,272 weights and 8,280 biases', () => {
    const count = (end: string) =>
      parametersOf(googlenet({ classes: 1000 }))
        .filter(({ name }) => name.endsWith(end))
        .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0);
    expect([count('/weight'), count('/bias')]).toEqual([6_990_272, 8_280]);
    expect(total({ classes: 1000 }).parameters).toBe(6_998_552);
  });

  it('auxiliary heads of 3,188,840 and 3,190,888, all 13,378,280', () => {
    const costs = costOf(googlenet({ classes: 1000, auxiliary: true }), at224);
    const head = (loss: string) =>
      totalCost(costs.filter(({ name }) => name.startsWith(`${loss}/`))).parameters;
    expect(head('loss1')).toBe(3_188_840);
    expect(head('loss2')).toBe(3_190_888);
    expect(totalCost(costs).parameters).toBe(13_378_280);
  });

  it('1.583 GMAC at 224', () => {
    expect(total({ classes: 1000 }).macs).toBe(1_582_671_872);
  });

  it('0.123 GMAC for 5a and 5b with the classifier, the part that runs once a region', () => {
    const regionPart = subnetwork(googlenet({ classes: 1000 }), {
      from: 'pool4/3x3_s2',
      fromChannels: 832,
      to: ['prob'],
    });
    const { macs } = totalCost(costOf(regionPart, { width: 7, height: 7 }));
    // 51,079,168 + 70,697,984 + 1,024,000
    expect(macs).toBe(122_801_152);
  });
});

describe('variants', () => {
  it('a naive module costs what its three convolutions cost on all channels', () => {
    const costs = costOf(googlenet({ classes: 1000, modules: 'naive' }), at224);
    const module3a = totalCost(costs.filter(({ name }) => name.startsWith('inception_3a/')));
    const weights = 192 * (64 + 128 * 9 + 32 * 25);
    expect(module3a).toEqual({ parameters: weights + 64 + 128 + 32, macs: weights * 28 * 28 });
  });

  it('twice the width is four times the weights inside, twice at the ends', () => {
    const weights = (width: number) =>
      new Map(costOf(googlenet({ classes: 1000, width }), at224).map(({ name, macs }) => [name, macs]));
    const [narrow, wide] = [weights(1), weights(2)];
    expect(wide.get('inception_4c/3x3')).toBe(narrow.get('inception_4c/3x3')! * 4);
    expect(wide.get('conv1/7x7_s2')).toBe(narrow.get('conv1/7x7_s2')! * 2);
    expect(wide.get('loss3/classifier')).toBe(narrow.get('loss3/classifier')! * 2);
  });
});

describe('counted by running', () => {
  /** Every output cell, every weight: one multiplication each. */
  function countMacs(network: Network, side: number): number {
    const [conv] = network.layers;
    if (conv.op !== 'convolution') throw new Error('Expected a convolution.');
    let macs = 0;
    const { kernel, stride, pad } = conv;
    for (let y = -pad; y + kernel <= side + pad; y += stride) {
      for (let x = -pad; x + kernel <= side + pad; x += stride) {
        macs += conv.outChannels * conv.inChannels * kernel * kernel;
      }
    }
    return macs;
  }

  it.each([224, 225, 97])('conv1 at %i pixels', (side) => {
    const network = subnetwork(googlenet({ classes: 1 }), { to: ['conv1/7x7_s2'] });
    expect(totalCost(costOf(network, { width: side, height: side })).macs).toBe(countMacs(network, side));
  });
});
