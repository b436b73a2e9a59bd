import { expect, it } from 'vitest';
import { runInProcess } from '../../support/run-in-process.js';

it.each([
  [
    'evaluate --protocol voc2010 --truth x --detections a --detections b',
    'Expected --detections once, but got it 2 times.',
  ],
  ['train detector --data x --data y --data z', 'Expected --data once, but got it 3 times.'],
  ['detect no.jpg --count 3 --count 4', 'Expected --count to be a whole number from 1'],
])('an option that takes one value is refused when it is given twice: %s', async (line, message) => {
  const { code, err } = await runInProcess(...line.split(' '));
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});

it('an option of several values may be', async () => {
  const line = 'evaluate --protocol voc2010 --truth no-such --detections a --classes b --classes c';
  const { err } = await runInProcess(...line.split(' '));
  expect(err).toContain('no-such');
});
