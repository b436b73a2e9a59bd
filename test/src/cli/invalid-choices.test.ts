import { expect, it } from 'vitest';
import { invalidChoices } from '../../../src/cli/invalid-choices.js';
import { nearest } from '../../../src/nearest.js';
import { runInProcess } from '../../support/run-in-process.js';

it.each([
  ['a letter dropped', 'yol', 'yolo'],
  ['letters exchanged', 'ylo', 'yolo'],
  ['another case', 'COCO', 'coco'],
  ['too far from all', 'pascal', undefined],
  ['too short to tell', 'x', undefined],
])('nearest: %s', (_, given, expected) => expect(nearest(given, ['voc', 'yolo', 'coco'])).toBe(expected));

it('says what was given, what is expected and what was probably meant', async () => {
  const { code, err } = await runInProcess('dataset', 'convert', 'x', '--to', 'yol', '--out', 'y');
  expect(code).toBe(2);
  expect(err).toMatch(/Expected --to to be one of .*voc, yolo, .*, but got "yol"; did you mean yolo\?/);
  expect(err).not.toContain('Invalid values');
});

it('of several options, each on its line', () => {
  const said =
    'Invalid values:\n  Argument: to, Given: "a", Choices: "voc"\n  Argument: n, Given: 3, Choices: 1, 10';
  expect(invalidChoices(said)).toBe(
    'Expected --to to be one of voc, but got "a"\nExpected --n to be one of 1, 10, but got "3"',
  );
  expect(invalidChoices('Unknown argument: x')).toBeUndefined();
});
