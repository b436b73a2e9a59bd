import { describe, expect, it } from 'vitest';
import { Candidates } from '../../detection/candidates.js';
import { type DecideOptions, decide, fates } from '../../detection/decide.js';
import { SCORE_FLOOR } from '../../detection/defaults.js';
import { Boxes } from '../../src/geometry/boxes.js';

const size = { width: 500, height: 100 };
const square = (x1: number) => ({ x1, y1: 0, x2: x1 + 100, y2: 100 });
const options: DecideOptions = { classes: ['cat'], nmsIou: 0.3, threshold: 0.3, maxDetections: 10 };

/** Candidates of one class; each is its own proposal. */
function candidates(...rows: readonly [x: number, score: number][]): Candidates {
  const all = new Candidates(1, { size, scoreFloor: 0 });
  all.add({
    boxes: Boxes.from(rows.map(([x]) => square(x))),
    scores: Float32Array.from(rows, ([, score]) => score),
    deltas: new Float32Array(4 * rows.length),
  });
  return all;
}

describe('deciding', () => {
  // At 0.2 the second box votes with 0.25 of 0.75: it moves the first by 4 of its 12 pixels.
  const two = () => candidates([0, 0.5], [12, 0.25]);

  // With the support of the second the first is worth this.
  const worth = Math.sqrt(0.5 * (0.75 / (0.75 + (4 * 2) / 150)));

  it.each([0, 0.01, 0.3, 0.6])('a threshold of %d filters and moves no box', (threshold) => {
    const { detections } = decide(two(), { ...options, threshold });
    expect(detections).toHaveLength(1);
    expect(detections[0]!.box.x1).toBeCloseTo(4, 6);
  });

  it('a score at the threshold is kept, one below it is not', () => {
    const threshold = Math.fround(worth);
    expect(decide(two(), { ...options, threshold }).detections).toHaveLength(1);
    expect(decide(two(), { ...options, threshold: threshold + 1e-6 }).detections).toHaveLength(0);
  });

  it.each([
    ['below the common one', [0.2], 1],
    ['above it', [0.7], 0],
    ['where there is none, the common one', [undefined], 0],
  ])("a class's own threshold goes before the common one: %s", (_, thresholds, shown) => {
    const { detections } = decide(two(), { ...options, threshold: 0.69, thresholds });
    expect(detections).toHaveLength(shown);
  });

  it('the limit counts what is shown, not what the thresholds of other classes leave out', () => {
    const all = new Candidates(2, { size, scoreFloor: 0.01 });
    const scores = Float32Array.of(0.5, 0, 0, 0.4); // cat, then dog
    all.add({ boxes: Boxes.from([square(0), square(300)]), scores, deltas: new Float32Array(16) });
    const both = { ...options, classes: ['cat', 'dog'], maxDetections: 1, thresholds: [0.7, 0.2] };
    expect(decide(all, both).detections).toMatchObject([{ class: 'dog' }]);
    expect(fates(decide(all, both)).map(({ fate }) => fate)).toEqual(['below-threshold', 'detection']);
  });

  it('names the best where the threshold leaves nothing', () => {
    const { best, detections } = decide(two(), { ...options, threshold: 0.9 });
    expect(detections).toEqual([]);
    expect(best).toMatchObject({ class: 'cat', score: expect.closeTo(worth, 6) });
    expect(decide(candidates(), options).best).toBeUndefined();
  });

  it('below the floor of votes a detection still comes, and the votes of others stay as they are', () => {
    const low = SCORE_FLOOR / 2;
    const { detections } = decide(candidates([0, 0.5], [12, low], [300, low]), { ...options, threshold: 0 });
    expect(detections.map(({ box }) => box.x1)).toEqual([0, 300]);
  });

  it('what many boxes share is ranked before a surer one that stands alone', () => {
    const rows = candidates([300, 0.85], [0, 0.8], [1, 0.8], [2, 0.8], [3, 0.8]);
    const [first] = decide(rows, options).detections;
    expect(first!.box.x1).toBeLessThan(4);
  });

  it('knows each class by its number', () => {
    expect(decide(two(), options).detections[0]).toMatchObject({ class: 'cat', classIndex: 0 });
  });
});

describe('what became of each candidate', () => {
  it('a detection, suppressed by which, below the threshold, or beyond the limit', () => {
    const rows = candidates([0, 0.9], [300, 0.8], [10, 0.7], [150, 0.1], [305, 0.1]);
    const decision = decide(rows, { ...options, maxDetections: 1 });
    expect(fates(decision).map(({ fate, proposal, suppressedBy }) => [fate, proposal, suppressedBy])).toEqual(
      [
        ['detection', 0, undefined],
        ['beyond-limit', 1, undefined],
        ['suppressed', 2, 0],
        ['suppressed', 4, 1],
        ['below-threshold', 3, undefined],
      ],
    );
  });

  it('two of one class and score are told apart', () => {
    const decision = decide(candidates([0, 0.9], [10, 0.9]), options);
    expect(fates(decision).map(({ fate }) => fate)).toEqual(['detection', 'suppressed']);
  });
});
