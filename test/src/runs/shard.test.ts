import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShard, shardIndices } from '../../../src/runs/shard.js';

describe('parseShard', () => {
  it.each([
    ['1/1', { index: 1, count: 1 }],
    ['3/3', { index: 3, count: 3 }],
  ])('reads %s', (text, shard) => expect(parseShard(text)).toEqual(shard));

  it.each(['0/3', '4/3', '1/0', '1', 'a/b', '-1/3', '1.5/3', '1/3/5', ''])('refuses "%s"', (text) =>
    expect(() => parseShard(text)).toThrow('like 2/3'),
  );
});

describe('shardIndices', () => {
  it('takes turns, a batch at a time', () => {
    const of = (index: number) => shardIndices(10, { batch: 2, shard: { index, count: 3 } });
    expect([of(1), of(2), of(3)]).toEqual([
      [0, 1, 6, 7],
      [2, 3, 8, 9],
      [4, 5],
    ]);
  });

  it('gives each image to one shard', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 9 }),
        (n, batch, count) => {
          const all = Array.from({ length: count }, (_, i) =>
            shardIndices(n, { batch, shard: { index: i + 1, count } }),
          );
          expect(all.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        },
      ),
    );
  });
});
