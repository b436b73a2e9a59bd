import { describe, expect, it } from 'vitest';
import { parseLabelLine } from '../../../../src/datasets/yolo/label-line.js';

describe('a line', () => {
  const box = { x1: 0.1, y1: 0.25, x2: 0.5, y2: 0.75 };
  it.each<[string, string, object, unknown]>([
    ['is centre and size', '3 0.3 0.5 0.4 0.5', {}, { classId: 3, box }],
    ['may end with a confidence', '3 0.3 0.5 0.4 0.5 0.9', {}, { classId: 3, box, score: 0.9 }],
    ['may write its class as a float', '3.0 0.3 0.5 0.4 0.5', {}, { classId: 3, box }],
    ['of six numbers is a triangle', '3 0.1 0.25 0.5 0.5 0.2 0.75', {}, { classId: 3, box }],
    ['of eight numbers is a turned box', '3 0.3 0.25 0.5 0.5 0.3 0.75 0.1 0.5', {}, { classId: 3, box }],
    [
      'of results may be a polygon with a confidence',
      '3 0.1 0.25 0.5 0.5 0.2 0.75 0.9',
      { scored: true },
      { classId: 3, box, score: 0.9 },
    ],
    [
      'of a pose is a box with points behind it',
      '3 0.3 0.5 0.4 0.5 0.9 0.9 2 0.1 0.1 1',
      { pose: true },
      { classId: 3, box },
    ],
  ])('%s', (_name, text, options, expected) => {
    const label = parseLabelLine(text, options);
    expect(label).toEqual({
      ...(expected as object),
      box: Object.fromEntries(Object.entries(box).map(([key, value]) => [key, expect.closeTo(value, 12)])),
    });
  });

  it.each(['3 0.3 0.5 -0.1 0.5', '3 0.3 0.5 0.4 -0.1 0.9'])('has no negative sides: %s', (text) => {
    expect(parseLabelLine(text, {})).toBe(`expected a width and a height from 0, but got "${text}"`);
  });

  it('of results needs its confidence', () => {
    expect(parseLabelLine('3 0.3 0.5 0.4 0.5', { scored: true })).toMatch(
      /confidence.*save_conf.*for labels that detect wrote, use `detect --json`/,
    );
  });
});
