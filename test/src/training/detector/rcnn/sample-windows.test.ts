import { describe, expect, it } from 'vitest';
import { keyedStream } from '../../../../../src/random/keyed-stream.js';
import { sampleWindows } from '../../../../../src/training/detector/rcnn/sample-windows.js';

/** A photograph's labels: a class from 0, -1 for background, `null` for what is neither. */
const labels = (...kinds: readonly (number | null)[]) => ({
  positive: Int16Array.from(kinds, (kind) => kind ?? -1),
  ignored: Uint8Array.from(kinds, (kind) => (kind === null ? 1 : 0)),
});
const many = (kind: number | null, count: number) => Array.from({ length: count }, () => kind);

const draw = (photographs: Parameters<typeof sampleWindows>[0], changes: object = {}) =>
  sampleWindows(photographs, { batch: 128, positives: 32, random: keyedStream(1), ...changes });

describe('the windows of a step', () => {
  const photographs = [labels(...many(2, 30), ...many(-1, 300)), labels(...many(0, 30), ...many(-1, 300))];

  it("are R-CNN's 32 on objects and 96 of background, none twice, from all photographs", () => {
    const drawn = draw(photographs);
    expect(drawn).toHaveLength(128);
    expect(drawn.filter(({ label }) => label > 0)).toHaveLength(32);
    expect(new Set(drawn.map(({ photograph, region }) => `${photograph} ${region}`)).size).toBe(128);
    for (const { photograph, region, label } of drawn)
      expect(label).toBe(1 + photographs[photograph]!.positive[region]!);
    const of = (label: number) => drawn.filter((window) => window.label === label).length;
    // 16 are expected of each: fewer than 6 come once in ten thousand seeds.
    for (const label of [1, 3]) expect(of(label)).toBeGreaterThan(5);
    const mirrored = drawn.filter(({ mirror }) => mirror).length;
    expect(mirrored).toBeGreaterThan(40);
    expect(mirrored).toBeLessThan(88);
  });

  it('are the same for the same stream, and others for another', () => {
    expect(draw(photographs)).toEqual(draw(photographs));
    expect(draw(photographs)).not.toEqual(draw(photographs, { random: keyedStream(2) }));
  });

  it('never lie on what is neither', () => {
    const drawn = draw([labels(0, null, -1, null)], { batch: 40, positives: 10 });
    expect(new Set(drawn.map(({ region }) => region))).toEqual(new Set([0, 2]));
  });
});

describe('where there are fewer of a kind', () => {
  it.each([
    ['all come before one comes again', labels(...many(0, 3), ...many(-1, 5)), [4, 6]],
    ['background takes the place of objects that are not there', labels(...many(-1, 5)), [0, 10]],
    ['objects take the place of background', labels(...many(1, 5)), [10, 0]],
    ['none come of nothing', labels(null), [0, 0]],
  ])('%s', (_, photograph, [objects, background]) => {
    const drawn = draw([photograph], { batch: 10, positives: 4 });
    expect(drawn.filter(({ label }) => label > 0)).toHaveLength(objects!);
    expect(drawn.filter(({ label }) => label === 0)).toHaveLength(background!);
    const times = new Map<number, number>();
    for (const { region } of drawn) times.set(region, 1 + (times.get(region) ?? 0));
    for (const label of [true, false]) {
      const own = [...times].filter(([region]) => photograph.positive[region]! >= 0 === label);
      const counts = own.map(([, count]) => count);
      if (counts.length > 0) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });
});
