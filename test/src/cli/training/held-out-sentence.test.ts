import { expect, it } from 'vitest';
import {
  copiesSentence,
  crossFittingSentence,
  heldOutSentence,
} from '../../../../src/cli/training/held-out-sentence.js';
import { TruthBuilder } from '../../../../src/datasets/columns.js';
import type { Dataset } from '../../../../src/datasets/records.js';
import type { NetworkRunConfig } from '../../../../src/training/detector/fine-tune/run-config.js';

const datasetOf = (count: number, split?: string): Dataset => ({
  images: Array.from({ length: count }, (_, i) => ({
    id: `${i}`,
    width: 1,
    height: 1,
    ...(split && { split }),
  })),
  classes: [],
  truth: new TruthBuilder().finish([]),
});
const config = { settings: { seed: 7 } } as NetworkRunConfig;

it.each([
  [
    'those of a split',
    { validation: datasetOf(3, 'val'), drawn: false },
    'the 3 photographs of the split val,',
  ],
  ['others without a split', { validation: datasetOf(3), drawn: false }, 'the 3 photographs, which'],
  [
    'those drawn',
    { validation: datasetOf(2), drawn: true },
    '2 of 10 photographs, drawn at random (seed 7),',
  ],
])('says which photographs are held out: %s', (_, held, expected) => {
  expect(heldOutSentence({ dataset: datasetOf(8), ...held }, config)).toContain(`Held out: ${expected}`);
});

it.each([
  ['one photograph, which no other measures', 1, 'Held out: nothing, because there is one photograph.'],
  ['fewer photographs than parts', 2, 'Held out: each of the 2 photographs once, in 2 parts'],
  ['more', 7, 'Held out: each of the 7 photographs once, in 5 parts'],
])('says how heads are measured: %s', (_, photographs, expected) => {
  expect(crossFittingSentence(photographs, 1)).toContain(expected);
});

it('says how many of those held out are copies of what is learnt from, and nothing where there are none', () => {
  const named = (...files: string[]): Dataset => ({
    ...datasetOf(0),
    images: files.map((file) => ({ id: file, file, width: 1, height: 1 })),
  });
  const dataset = named('train/a_jpg.rf.01.jpg', 'train/b_jpg.rf.02.jpg');
  const held = (...files: string[]) => copiesSentence({ dataset, validation: named(...files), drawn: false });
  expect(held('valid/a_jpg.rf.03.jpg', 'valid/c_jpg.rf.04.jpg')).toContain('1 of the 2 held-out photographs');
  expect(held('valid/c_jpg.rf.04.jpg', 'valid/b_jpg.jpg')).toBeUndefined();
});
