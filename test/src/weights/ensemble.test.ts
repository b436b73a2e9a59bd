/** What `--model` may name beside one model: by the library's own entry and the command that writes the file. */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardOf, firstMembers, loadEnsemble } from '../../../src/weights/ensemble.js';
import { loadModel } from '../../../src/weights/model-file.js';
import { runInProcess } from '../../support/run-in-process.js';
import { writeTinyClassifier } from '../../support/tiny-classifier.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';

const folder = mkdtempSync(join(tmpdir(), 'ensemble-'));
const at = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true }));

const classes = ['n01', 'n02', 'n03'];
let [a, b] = ['', ''];
const write = (...more: string[]) => runInProcess('weights', 'ensemble', ...more);

beforeAll(async () => {
  await mkdir(at('members'));
  a = await writeTinyClassifier(at('members'), classes, { name: 'a' });
  b = await writeTinyClassifier(at('members'), classes, { name: 'b', seed: 2 });
});

describe('an ensemble file', () => {
  it('gives the members that it was written of, with their weights, wherever its folder goes', async () => {
    const { code } = await write(a, b, '--weights', '3', '1', '--out', at('members', 'both.json'));
    expect(code).toBe(0);
    const text = readFileSync(at('members', 'both.json'), 'utf8');
    expect(JSON.parse(text).members.map(({ model }: { model: string }) => model)).toEqual([
      'a.safetensors',
      'b.safetensors',
    ]);
    renameSync(at('members'), at('moved'));
    try {
      const { members, weights, average } = await loadEnsemble(at('moved', 'both.json'), 'classifier');
      expect(members.map(({ card }) => card.name)).toEqual(['a', 'b']);
      expect({ weights, average }).toEqual({ weights: [3, 1], average: 'mean' });
    } finally {
      renameSync(at('moved'), at('members'));
    }
  });

  it('is the same ensemble as the list of its members', async () => {
    await write(a, b, '--out', at('list.json'));
    const [file, list] = await Promise.all([
      loadEnsemble(at('list.json'), 'classifier'),
      loadEnsemble([a, b], 'classifier'),
    ]);
    expect(cardOf(file)).toEqual(cardOf(list));
    expect(cardOf(firstMembers(list, 1))).toEqual((await loadModel(a)).card);
  });

  it.each<[string, string[]]>([
    ['weights', ['--weights', '3', '1']],
    ['the maximum', ['--average', 'maximum']],
  ])('is another ensemble with %s', async (_, more) => {
    await write(a, b, ...more, '--out', at('other.json'));
    const other = cardOf(await loadEnsemble(at('other.json'), 'classifier'));
    expect(other.sha256).not.toBe(cardOf(await loadEnsemble([a, b], 'classifier')).sha256);
  });

  it('refuses a member that was replaced since', async () => {
    const third = await writeTinyClassifier(folder, classes, { name: 'third', seed: 3 });
    await write(a, third, '--out', at('stale.json'));
    await writeTinyClassifier(folder, classes, { name: 'third', seed: 4 });
    await expect(loadEnsemble(at('stale.json'), 'classifier')).rejects.toThrow(
      /third\.safetensors.*replaced.*weights ensemble/,
    );
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{', /is not JSON/],
    ['another record', '{"format": 2}', /weights ensemble.*\n[\s\S]*format/],
    ['no members', '{"format": 1, "task": "classifier", "average": "mean", "members": []}', /members/],
  ])('is refused with %s', async (_, text, message) => {
    writeFileSync(at('wrong.json'), text);
    await expect(loadEnsemble(at('wrong.json'), 'classifier')).rejects.toThrow(message);
  });

  it('is no model where one is needed', async () => {
    await write(a, b, '--out', at('both.json'));
    const { code, err } = await runInProcess(
      'weights',
      'export',
      at('both.json'),
      '--format',
      'onnx',
      '--out',
      at('x.onnx'),
    );
    expect(code).not.toBe(0);
    expect(err).toMatch(/one model.*both\.json.*members/);
  });
});

describe('members that do not fit together', () => {
  it.each<[string, () => Promise<string>, RegExp]>([
    [
      'other classes',
      () => writeTinyClassifier(folder, ['n01', 'n03', 'n02'], { name: 'order' }),
      /same classes in the same order.*class 2 of .*a\.safetensors is n02 and that of .*order\.safetensors n03/,
    ],
    [
      'one class more',
      () => writeTinyClassifier(folder, [...classes, 'n04'], { name: 'more' }),
      /class 4 of .*a\.safetensors is none.*n04 \(3 and 4 classes\)/,
    ],
    ['another task', () => writeTinyDetector(folder), /tiny\.safetensors to be a classifier/],
  ])('%s: no file is written', async (_, other, message) => {
    const { code, err } = await write(a, await other(), '--out', at('none.json'));
    expect(code).not.toBe(0);
    expect(err).toMatch(message);
    expect(() => readFileSync(at('none.json'))).toThrow(/ENOENT/);
  });

  it.each<[string, string[], RegExp]>([
    ['weights for some', ['--weights', '1'], /2 numbers above 0/],
    ['a weight of nothing', ['--weights', '1', '0'], /2 numbers above 0/],
    ['weights of the maximum', ['--weights', '1', '2', '--average', 'maximum'], /with the mean/],
  ])('%s', async (_, more, message) => {
    const { code, err } = await write(a, b, ...more, '--out', at('none.json'));
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
