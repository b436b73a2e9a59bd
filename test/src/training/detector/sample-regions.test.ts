import { describe, expect, it } from 'vitest';
import { streamFor } from '../../../../src/random/draw.js';
import type { RegionLabels } from '../../../../src/training/detector/label-regions.js';
import { overlapByte } from '../../../../src/training/detector/label-regions.js';
import { NEAR, sampleRegions } from '../../../../src/training/detector/sample-regions.js';

/** A region by its largest overlap byte with either of two classes, or by what else it is. */
type Kind = number | 'positive' | 'ignored';

function labelsOf(kinds: readonly Kind[]): RegionLabels {
  return {
    overlaps: Uint8Array.from(
      kinds.flatMap((kind, r) => {
        const byte = kind === 'positive' ? 200 : kind === 'ignored' ? 0 : kind;
        return r % 2 === 0 ? [byte, 0] : [0, byte];
      }),
    ),
    positive: Int16Array.from(kinds, (kind) => (kind === 'positive' ? 1 : -1)),
    deltas: new Float32Array(4 * kinds.length),
    ignored: Uint8Array.from(kinds, (kind) => (kind === 'ignored' ? 1 : 0)),
  };
}

function sample(kinds: readonly Kind[], counts: { positives: number; near: number; far: number }, seed = 1) {
  return [...sampleRegions(labelsOf(kinds), { objects: 0, classes: 2, counts, random: streamFor(seed, 0) })];
}

describe('sampleRegions', () => {
  it.each<[string, Kind[], { positives: number; near: number; far: number }, number[]]>([
    ['an overlap of exactly 0.1 is near', [overlapByte(0.1)], { positives: 0, near: 1, far: 0 }, [0]],
    ['just below 0.1 is far', [overlapByte(0.1) - 1], { positives: 0, near: 1, far: 0 }, []],
    ['and far ones are drawn as far', [NEAR - 1], { positives: 0, near: 0, far: 1 }, [0]],
    ['the overlap with any class counts', [0, NEAR], { positives: 0, near: 1, far: 0 }, [1]],
    ['ignored regions are never taken', ['ignored', 'positive'], { positives: 9, near: 9, far: 9 }, [1]],
    ['fewer than asked for are all taken', ['positive', 50, 0], { positives: 9, near: 9, far: 9 }, [0, 1, 2]],
    ['none is asked for, none is taken', ['positive', 50, 0], { positives: 0, near: 0, far: 0 }, []],
  ])('%s', (_reason, kinds, counts, expected) => {
    expect(sample(kinds, counts)).toEqual(expected);
  });

  it('takes the annotated objects whatever the counts, but not the difficult ones', () => {
    const labels = labelsOf(['positive', 'ignored', 0]);
    const counts = { positives: 0, near: 0, far: 0 };
    expect([...sampleRegions(labels, { objects: 2, classes: 2, counts, random: streamFor(1, 0) })]).toEqual([
      0,
    ]);
  });

  it('draws from the seed alone, in rising order', () => {
    const kinds: Kind[] = Array.from({ length: 200 }, () => 0);
    const counts = { positives: 0, near: 0, far: 20 };
    const drawn = sample(kinds, counts);
    expect(drawn).toHaveLength(20);
    expect(drawn).toEqual(drawn.toSorted((a, b) => a - b));
    expect(sample(kinds, counts)).toEqual(drawn);
    expect(sample(kinds, counts, 2)).not.toEqual(drawn);
  });
});
