import { describe, expect, it } from 'vitest';
import { Candidates } from '../../detection/candidates.js';
import { decide, fates } from '../../detection/decide.js';
import type { DetectionStages } from '../../detection/explain.js';
import { traceObject } from '../../detection/trace-object.js';
import { Boxes } from '../../src/geometry/boxes.js';

const classes = ['cat', 'dog'];
const square = (x1: number) => ({ x1, y1: 0, x2: x1 + 100, y2: 100 });

/** Of a score of 0.9 that no other box supports. */
const worth = Math.sqrt(0.9 * (0.9 / (0.9 + (4 * 2) / 150)));

/** The stages of some proposals; `moved` moves the refined box of one by its own width. */
function stages(
  rows: readonly { x: number; cat: number; dog: number; moved?: boolean }[],
  maxDetections = 100,
): DetectionStages {
  const proposals = Boxes.from(rows.map(({ x }) => square(x)));
  const scores = Float32Array.from(rows.flatMap(({ cat, dog }) => [cat, dog]));
  const deltas = Float32Array.from(
    rows.flatMap(({ moved }) => [0, 1].flatMap(() => [moved ? 1 : 0, 0, 0, 0])),
  );
  const candidates = new Candidates(2, { size: { width: 1000, height: 100 }, scoreFloor: 0.01 });
  candidates.add({ boxes: proposals, scores, deltas });
  const options = { classes, nmsIou: 0.3, threshold: 0.3, maxDetections };
  const decision = decide(candidates, options);
  const { detections, best } = decision;
  return {
    proposed: proposals,
    proposals,
    scores,
    regions: [],
    candidates: fates(decision),
    detections,
    best,
    thresholds: [0.3, 0.3],
    search: undefined,
  };
}

describe('an object that was asked for', () => {
  it.each([
    ['found', [{ x: 0, cat: 0.9, dog: 0 }]],
    ['no proposal', [{ x: 60, cat: 0.9, dog: 0 }]],
    ['below the threshold', [{ x: 0, cat: 0.05, dog: 0.03 }]],
    [
      'suppressed',
      [
        { x: 0, cat: 0.5, dog: 0 },
        { x: 45, cat: 0.9, dog: 0 },
      ],
    ],
    ['moved away', [{ x: 0, cat: 0.5, dog: 0, moved: true }]],
  ])('%s', (reason, rows) => {
    expect(traceObject(stages(rows), classes, square(0)).reason).toBe(reason);
  });

  it('beyond the most detections of an image was not suppressed', () => {
    const rows = [
      { x: 300, cat: 0.9, dog: 0 },
      { x: 0, cat: 0.8, dog: 0 },
    ];
    expect(traceObject(stages(rows, 2), classes, square(0)).reason).toBe('found');
    expect(traceObject(stages(rows, 1), classes, square(0)).reason).toBe('beyond the limit');
  });

  it('ruled out at the first look is not the same as never proposed', () => {
    const seen = stages([{ x: 60, cat: 0.9, dog: 0 }]);
    const { reason, proposed, nearest } = traceObject(
      { ...seen, proposed: Boxes.from([square(300), square(10), square(60)]) },
      classes,
      square(0),
    );
    expect(reason).toBe('ruled out');
    expect(proposed).toMatchObject({ rank: 1, box: square(10) });
    expect(nearest).toMatchObject({ rank: 0 });
  });

  it('is told with the scores of its nearest proposal, and what suppressed it', () => {
    const rows = [
      { x: 45, cat: 0.9, dog: 0 },
      { x: 0, cat: 0.5, dog: 0.0625 },
    ];
    const { nearest, detection } = traceObject(stages(rows), classes, square(0));
    expect(nearest).toMatchObject({ rank: 1, iou: 1 });
    expect(nearest!.scores).toEqual([
      { class: 'cat', score: 0.5 },
      { class: 'dog', score: 0.0625 },
    ]);
    expect(nearest!.candidates).toMatchObject([
      {
        class: 'cat',
        fate: 'suppressed',
        iou: 1,
        by: { class: 'cat', score: expect.closeTo(worth, 6), box: square(45) },
      },
      { class: 'dog', fate: 'below-threshold', iou: 1 },
    ]);
    expect(detection).toMatchObject({ class: 'cat', score: expect.closeTo(worth, 6) });
  });

  it('that nothing touches has no nearest proposal', () => {
    const { nearest, detection, reason } = traceObject(
      stages([{ x: 500, cat: 0.9, dog: 0 }]),
      classes,
      square(0),
    );
    expect({ nearest, detection, reason }).toEqual({ reason: 'no proposal' });
  });
});
