import { describe, expect, it } from 'vitest';
import { channelColumns, summarise } from '../../../src/googlenet/summary.js';

const at224 = { width: 224, height: 224 };

describe('summarise', () => {
  const { rows, total, depth } = summarise({ classes: 1000 }, at224);

  it('gives the channel columns and depths of Table 1', () => {
    const shown = rows
      .filter((row) => row.depth > 0)
      .map((row) => [row.name, row.depth, ...channelColumns.map((column) => row.channels[column] ?? 0)]);
    expect(shown).toEqual([
      ['conv1/7x7_s2', 1, 0, 0, 0, 0, 0, 0],
      ['conv2/3x3', 2, 0, 64, 192, 0, 0, 0],
      ['inception_3a', 2, 64, 96, 128, 16, 32, 32],
      ['inception_3b', 2, 128, 128, 192, 32, 96, 64],
      ['inception_4a', 2, 192, 96, 208, 16, 48, 64],
      ['inception_4b', 2, 160, 112, 224, 24, 64, 64],
      ['inception_4c', 2, 128, 128, 256, 24, 64, 64],
      ['inception_4d', 2, 112, 144, 288, 32, 64, 64],
      ['inception_4e', 2, 256, 160, 320, 32, 128, 128],
      ['inception_5a', 2, 256, 160, 320, 32, 128, 128],
      ['inception_5b', 2, 384, 192, 384, 48, 128, 128],
      ['loss3/classifier', 1, 0, 0, 0, 0, 0, 0],
    ]);
  });

  it('leaves out the rows of a normalisation that the network lacks', () => {
    const without = summarise({ classes: 1000, localResponseNorm: false }, at224);
    expect(without.rows).toEqual(rows.filter(({ type }) => type !== 'local response norm'));
    expect(without.rows).toHaveLength(rows.length - 2);
  });

  it('adds up to the 22 layers, 6,998,552 parameters and 1.583 GMAC of the whole', () => {
    expect(depth).toBe(22);
    expect(total).toEqual({ parameters: 6_998_552, macs: 1_582_671_872 });
  });

  it("agrees with the paper's params and ops where its rows follow from its channels", () => {
    // [G, Table 1]: 2b 112K 360M, 3a 159K 128M, 3b 380K 304M, 4b 437K 88M, linear 1000K 1M.
    const thousands = (name: string) => {
      const row = rows.find((one) => one.name === name)!;
      return [Math.floor(row.parameters / 1024), Math.round(row.macs / 1e6)];
    };
    expect(thousands('conv2/3x3')).toEqual([112, 360]);
    expect(thousands('inception_3a')).toEqual([159, 128]);
    expect(thousands('inception_3b')).toEqual([379, 304]);
    expect(thousands('inception_4b')).toEqual([438, 88]);
    expect(thousands('loss3/classifier')).toEqual([1000, 1]);
  });

  it('shows the auxiliary heads behind their modules, three layers deep, outside the 22', () => {
    const auxiliary = summarise({ classes: 1000, auxiliary: true }, at224);
    const names = auxiliary.rows.map(({ name }) => name);
    expect(names[names.indexOf('inception_4a') + 1]).toBe('loss1');
    expect(names[names.indexOf('inception_4d') + 1]).toBe('loss2');
    expect(auxiliary.rows.filter(({ name }) => name.startsWith('loss') && !name.includes('/'))).toMatchObject(
      [
        { type: 'auxiliary classifier', depth: 3, parameters: 3_188_840 },
        { type: 'auxiliary classifier', depth: 3, parameters: 3_190_888 },
      ],
    );
    expect(auxiliary.depth).toBe(22);
    expect(auxiliary.total.parameters).toBe(13_378_280);
  });

  it('leaves the reduction columns of naive modules empty', () => {
    const naive = summarise({ classes: 1000, modules: 'naive' }, at224);
    const row = naive.rows.find(({ name }) => name === 'inception_3a')!;
    expect(row).toMatchObject({ depth: 1, channels: { '1x1': 64, '3x3': 128, '5x5': 32 } });
    expect(Object.keys(row.channels)).toHaveLength(3);
    expect(naive.depth).toBe(13);
  });

  it.each([
    { classes: 1000 },
    { classes: 3, auxiliary: true },
    { classes: 7, modules: 'naive', width: 0.5 },
  ] as const)('gives every layer to exactly one row: %j', (options) => {
    const summary = summarise(options, at224);
    expect(summary.total).toEqual(
      summary.rows.reduce(
        (sum, { parameters, macs }) => ({
          parameters: sum.parameters + parameters,
          macs: sum.macs + macs,
        }),
        { parameters: 0, macs: 0 },
      ),
    );
  });
});
