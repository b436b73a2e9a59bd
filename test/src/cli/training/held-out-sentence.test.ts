import { expect, it } from 'vitest';
import { heldOutSentence } from '../../../../src/cli/training/held-out-sentence.js';
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
