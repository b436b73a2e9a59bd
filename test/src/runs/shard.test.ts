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

describe('parseShard, auto', () => {
  it.each<[string, string, Record<string, string>, { index: number; count: number }]>([
    [
      'Kubernetes counts from 0',
      'auto',
      { JOB_COMPLETION_INDEX: '0', JOB_COMPLETIONS: '3' },
      { index: 1, count: 3 },
    ],
    ['its last one', 'auto', { JOB_COMPLETION_INDEX: '2', JOB_COMPLETIONS: '3' }, { index: 3, count: 3 }],
    ['it need not say of how many', 'auto/8', { JOB_COMPLETION_INDEX: '2' }, { index: 3, count: 8 }],
    [
      'a Slurm array from 0',
      'auto',
      { SLURM_ARRAY_TASK_ID: '1', SLURM_ARRAY_TASK_MIN: '0', SLURM_ARRAY_TASK_COUNT: '4' },
      { index: 2, count: 4 },
    ],
    [
      'a Slurm array from 1',
      'auto',
      { SLURM_ARRAY_TASK_ID: '1', SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_COUNT: '4' },
      { index: 1, count: 4 },
    ],
  ])('%s', (_reason, text, environment, shard) => expect(parseShard(text, environment)).toEqual(shard));

  it.each<[string, string, Record<string, string>, RegExp]>([
    ['no scheduler', 'auto', {}, /JOB_COMPLETION_INDEX .* SLURM_ARRAY_TASK_ID/],
    ['no count', 'auto', { JOB_COMPLETION_INDEX: '2' }, /JOB_COMPLETIONS.*auto\/8/],
    ['a place beyond the count', 'auto/2', { JOB_COMPLETION_INDEX: '2' }, /above 2.*got 2/],
    ['a number that is none', 'auto/2', { JOB_COMPLETION_INDEX: 'one' }, /neither is/],
  ])('refuses %s', (_reason, text, environment, message) =>
    expect(() => parseShard(text, environment)).toThrow(message),
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
