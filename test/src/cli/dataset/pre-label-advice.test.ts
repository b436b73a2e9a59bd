import { expect, it } from 'vitest';
import { preLabelAdvice } from '../../../../src/cli/dataset/pre-label-advice.js';

const of = (boxes: number, ...scores: number[]) => ({ boxes, scores });

it.each([
  ['nothing where every photograph has a box', [of(1, 0.5), of(1, 0.9, 0.02)], /^$/],
  [
    'the threshold at which half of those without a box have one',
    [of(0, 0.37, 0.25), of(0, 0.22, 0.21), of(0, 0.2), of(0, 0.01)],
    /^4 photographs have no box.* `--threshold 0\.2` would give 5 boxes\.$/,
  ],
  [
    'a lower one where more than half stay without',
    [of(0, 0.06), of(0), of(0)],
    /`--threshold 0\.05` would give 1 box\./,
  ],
  [
    'none where it would give no more than now',
    [of(2, 0.25, 0.25, 0.01), of(0, 0.04)],
    /^1 photograph has.* is\.$/,
  ],
])('advises %s', (_, found, expected) => {
  expect(preLabelAdvice(found)).toMatch(expected);
});
