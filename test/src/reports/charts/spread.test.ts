import { expect, it } from 'vitest';
import { spread } from '../../../../src/reports/charts/spread.js';

it.each([
  ['those that are apart stay', [0.2, 0.9, 0.5], [0.2, 0.9, 0.5]],
  ['two move from each other', [0.52, 0.5], [0.56, 0.46]],
  ['of equal ones the first is above', [0.5, 0.5], [0.55, 0.45]],
  ['three push each other', [0.5, 0.5, 0.5], [0.6, 0.5, 0.4]],
  ['at the top they go down', [1, 0.98, 0.95], [1, 0.9, 0.8]],
])('%s', (_, places, expected) => {
  spread(places, { gap: 0.1, most: 1 }).forEach((place, i) => {
    expect(place).toBeCloseTo(expected[i]!, 9);
  });
});
