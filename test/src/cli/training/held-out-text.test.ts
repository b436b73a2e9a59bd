import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  adviceText,
  hardlyFoundText,
  heldOutTable,
  meanText,
} from '../../../../src/cli/training/held-out-text.js';

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
  ['a class that still gains', curve(1, 0.9), /Doubling the photographs of (cup|pen) \(20 more\)/],
  ['classes that are found as well as can be', curve(0.98, 1), /hardly change the number/],
  ['a class without objects beside one', curve(0.98, null), /hardly change the number/],
  ['no curve', [], /More photographs would help/],
])('advice for %s', (_, points, expected) => {
  expect(adviceText(points, { classes })).toMatch(expected);
});

it('without a curve names the class that is found least among those with the fewest photographs', () => {
  const one = (name: string, photographs: number, recall: number) => ({
    ...{ name, photographs, objects: photographs },
    ...{ threshold: 0.3, recall, precision: 1 },
  });
  const some = [one('elephant', 5, 0.9), one('laptop', 5, 0.2), one('mug', 5, 0.4), one('pen', 6, 0)];
  expect(adviceText([], { classes: some })).toContain('of laptop, of which there are 5');
});

it.each([
  ['says that a class is hardly found', 0.09, /^Hardly found.*: cup \(recall 9 %\)\. `detect --threshold`/],
  ['says nothing of one that is found', 0.1, undefined],
  ['says nothing of one without objects', null, undefined],
])('%s', (_, recall, expected) => {
  const text = hardlyFoundText({ classes: [{ ...classes[0]!, recall }, classes[1]!] });
  if (expected) expect(text).toMatch(expected);
  else expect(text).toBeUndefined();
});

describe('the mean', () => {
  const ap = { value: 0.8, low: 0.7, high: 0.9 };
  const known = { ...classes[0]!, ap };
  const few = { ...classes[1]!, photographs: 9, objects: 9 };
  const absent = { ...classes[1]!, name: 'jug', photographs: 0, objects: 0, recall: null, precision: null };
  const mAP = { value: 0.6, low: 0.5, high: 0.7 };

  it('is shown with the number of classes that it goes over, which are those with objects', () => {
    const text = stripVTControlCharacters(heldOutTable({ classes: [known, few, absent], mAP }));
    expect(text).toMatch(/pen +too few to say/);
    expect(text).toMatch(/mAP of 2 classes +60\.0 +50\.0 to 70\.0/);
  });

  it.each([
    [
      'names those in it that are too few to say',
      [known, few, absent],
      mAP,
      'too few photographs to say: pen.',
    ],
    ['needs no words where all are known', [known, absent], mAP, undefined],
    ['needs none where there is none', [few, few], undefined, undefined],
  ])('%s', (_, some, mean, expected) => {
    const text = meanText({ classes: some, ...(mean && { mAP: mean }) });
    if (expected) expect(text).toContain(expected);
    else expect(text).toBeUndefined();
  });
});
