import { expect, it } from 'vitest';
import { adviceText } from '../../../../src/cli/training/held-out-text.js';

const classes = ['cup', 'pen'].map((name) => ({
  ...{ name, photographs: 20, objects: 20 },
  ...{ threshold: 0.3, recall: 1, precision: 1 },
}));
const curve = (...perClass: (number | null)[]) =>
  [0.9, 1].map((share, i) => ({
    ...{ photographs: 16 * (i + 1), mAP: 0.9 },
    perClass: perClass.map((ap) => (ap === null ? null : share * ap)),
  }));

it.each([
  ['a class that still gains', curve(1, 0.9), /20 more photographs of (cup|pen)/],
  ['classes that are found as well as can be', curve(0.98, 1), /hardly change the number/],
  ['a class without objects beside one', curve(0.98, null), /hardly change the number/],
  ['no curve', [], /More photographs would help/],
])('advice for %s', (_, points, expected) => {
  expect(adviceText(points, { classes })).toMatch(expected);
});
