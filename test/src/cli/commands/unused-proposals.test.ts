import { expect, it } from 'vitest';
import { runInProcess } from '../../../support/run-in-process.js';

const search = ['--method', 'selective-search'];
const multibox = ['--method', 'multibox'];
const found = ['evaluate', '--protocol', 'voc2010', '--truth', 'x', '--detections', 'x'];

it.each([
  ['propose --model of the search', ['propose', 'x.jpg', ...search, '--model', 'voc'], 'multibox or both'],
  ['propose --multibox of the search', ['propose', 'x.jpg', '--multibox', 'multibox'], 'multibox or both'],
  [
    'propose --engine of the search',
    ['propose', 'x.jpg', '--engine', 'onnx'],
    '--engine with --method multibox or both, but got selective-search',
  ],
  [
    'propose --threads of the search',
    ['propose', 'x.jpg', ...search, '--threads', '2'],
    '--threads with --method multibox or both, but got selective-search',
  ],
  [
    'propose --preset of MultiBox',
    ['propose', 'x.jpg', ...multibox, '--preset', 'fast'],
    '--preset with --method selective-search or both, but got multibox',
  ],
  [
    'detect --multibox of the search',
    ['detect', 'x.jpg', '--multibox', 'multibox', '--proposals', 'selective-search'],
    'but got selective-search',
  ],
  [
    'detect --multibox of a file of boxes',
    ['detect', 'x.jpg', '--multibox', 'multibox', '--proposals', 'boxes.ndjson'],
    'but got boxes.ndjson',
  ],
  [
    'evaluate --proposals of a classifier',
    ['evaluate', '--protocol', 'ilsvrc-cls', '--truth', 'x', '--model', 'bvlc', '--proposals', 'both'],
    '--proposals with a detector',
  ],
  [
    'evaluate --multibox without a model',
    [...found, '--multibox', 'multibox'],
    'with --proposals multibox or both',
  ],
])('refuses what would have no effect: %s', async (_, args, message) => {
  const { code, err } = await runInProcess(...args);
  expect(err).toContain(message);
  expect(code).toBe(2);
});
