import { expect, it } from 'vitest';
import { preLabelAdvice } from '../../../../src/cli/dataset/pre-label-advice.js';

const of = (boxes: number, ...scores: number[]) => ({ boxes, scores });

it.each([
  ['nothing where every photograph has a box', [of(1, 0.5), of(1, 0.9, 0.02)], /^$/],
  [
    'the threshold at which half of those without a box have one',
    [of(0, 0.37, 0.25), of(0, 0.22, 0.21), of(0, 0.2), of(0, 0.01)],
    /^4 photographs have no box.* `--threshold 0\.2` would give 5 boxes in all instead of 0\.$/,
  ],
  [
    'a lower one where more than half stay without',
    [of(0, 0.06), of(0), of(0)],
    /`--threshold 0\.05` would give 1 box in all instead of 0\./,
  ],
  [
    'with the boxes of all photographs, which are not those of the one without',
    [of(1, 0.5, 0.1, 0.06), of(0, 0.05)],
    /^1 photograph has no box.* would give 4 boxes in all instead of 1\.$/,
  ],
  [
    'none where it would give no more than now',
    [of(2, 0.25, 0.25, 0.01), of(0, 0.04)],
    /^1 photograph has.* is\.$/,
  ],
])('advises %s', (_, found, expected) => {
  expect(preLabelAdvice(found)).toMatch(expected);
});
