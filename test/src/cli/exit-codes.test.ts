/** The rule of README.md: 2 where the command must change, 1 where the command is right and something else is not. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandTable } from '../../../src/cli/command-table.js';
import { runInProcess } from '../../support/run-in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'exit-codes-'));
afterAll(() => rmSync(folder, { recursive: true }));
const absent = join(folder, 'absent');
const truth = join(folder, 'truth.ndjson');
writeFileSync(
  truth,
  '{"classes":[{"name":"cat","id":1}]}\n{"image":"a","width":9,"height":9,"objects":[]}\n',
);

/** A set with the splits train and val, and class folders with them. */
const divided = join(folder, 'divided.ndjson');
const image = (id: string, split: string) =>
  JSON.stringify({ image: id, split, width: 9, height: 9, objects: [] });
writeFileSync(
  divided,
  ['{"classes":[{"name":"cat","id":1}]}', image('a', 'train'), image('b', 'val')].join('\n'),
);
const labels = join(folder, 'labels');
mkdirSync(join(labels, 'val', 'cat'), { recursive: true });
writeFileSync(join(labels, 'val', 'cat', 'a.jpg'), '');

const commands = commandTable.flatMap((entry) => {
  const word = entry.usage.split(' ')[0]!;
  return 'commands' in entry ? entry.commands.map(({ usage }) => `${word} ${usage.split(' ')[0]}`) : [word];
});

describe('an option that there is not', { timeout: 60_000 }, () => {
  it.each(commands)('%s', async (command) => {
    const { code, err } = await runInProcess(...command.split(' '), '--frobnicate');
    expect([code, err]).toEqual([2, expect.stringMatching(/--help shows what can be given/)]);
  });
});

describe('a file that is not there is 1', { timeout: 60_000 }, () => {
  it.each([
    `detect ${absent}.jpg`,
    `propose ${absent}.jpg`,
    `dataset check ${absent}`,
    `dataset stats ${absent}`,
    `dataset convert ${absent} --to coco --out ${folder}/x.json`,
    `dataset split ${absent} --out ${folder}/x`,
    `dataset rename ${absent} a=b --out ${folder}/x`,
    `train detector --data ${absent}`,
    `evaluate --protocol coco --truth ${absent} --detections ${absent}`,
    `weights info ${absent}.safetensors`,
    `weights verify ${absent}.safetensors`,
  ])('%s', async (command) => {
    const { code, err } = await runInProcess(...command.split(' '));
    expect([code, err]).toEqual([1, expect.stringContaining('absent')]);
  });
});

describe('a name that there is not is 2', { timeout: 60_000 }, () => {
  it.each([
    `detect ${folder} --engine nosuch`,
    `dataset convert ${truth} --to nosuch --out x`,
    `dataset drop ${truth} nosuch --out ${folder}/x.ndjson`,
    `train detector --data ${truth} --base nosuch`,
    `evaluate --protocol nosuch --truth ${truth} --detections x`,
    `weights info nosuch`,
  ])('%s', async (command) => {
    const { code, err } = await runInProcess(...command.split(' '));
    expect([code, err]).toEqual([2, expect.stringContaining('nosuch')]);
  });
});

describe('results of other photographs than the truth has are 2', { timeout: 60_000 }, () => {
  const results = join(folder, 'results');
  const file = (name: string, text: string) => {
    writeFileSync(join(results, name), text);
    return join(results, name);
  };
  mkdirSync(join(results, 'voc'), { recursive: true });
  writeFileSync(join(results, 'voc', 'comp3_det_val_cat.txt'), 'b 0.9 1 1 5 5\n');
  const box = { x1: 0, y1: 0, x2: 4, y2: 4 };
  const found = file(
    'found.ndjson',
    JSON.stringify({ image: 'b', detections: [{ class: 'cat', score: 1, box }] }),
  );
  const own = file('own.ndjson', '{"image":"a","detections":[]}');
  const coco = file('found.json', '[{"image_id":7,"category_id":1,"bbox":[0,0,4,4],"score":1}]');
  const lines = file('found.txt', '7 1 0.9 0 0 4 4\n');
  const guesses = file('guesses.ndjson', '{"image":"other","predictions":[{"class":"cat"}]}');
  const onTrain = `--protocol voc2010 --truth ${divided} --split train`;

  it.each([
    ['lines of detect', `evaluate ${onTrain} --detections ${found}`, 'but got "b"'],
    [
      'those of a second detector',
      `evaluate ${onTrain} --detections ${own} --others ${found}`,
      'but got "b"',
    ],
    ['COCO', `evaluate ${onTrain} --detections ${coco}`, 'image_id 7, which the truth does not have'],
    ['ILSVRC', `evaluate ${onTrain} --detections ${lines}`, 'but got "7"'],
    [
      'VOC, no file of the split',
      `evaluate ${onTrain} --detections ${results}/voc`,
      'The splits found are val.',
    ],
    [
      'VOC, without --split',
      `evaluate --protocol voc2010 --truth ${truth} --detections ${results}/voc`,
      'but got "b"',
    ],
    ['labels', `evaluate --protocol ilsvrc-cls --truth ${labels} --detections ${guesses}`, 'but got "other"'],
    [
      'converted',
      `dataset convert ${truth} --detections ${found} --to coco --out ${folder}/c.json`,
      'but got "b"',
    ],
  ])('%s', async (_, command, message) => {
    const { code, err } = await runInProcess(...command.split(' '));
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it('is 1 where the truth itself names a photograph that it does not list', async () => {
    const images = [{ id: 1, file_name: 'a.jpg', width: 9, height: 9 }];
    const annotations = [{ id: 1, image_id: 2, category_id: 1, bbox: [0, 0, 4, 4] }];
    const categories = [{ id: 1, name: 'cat' }];
    const broken = file('truth.json', JSON.stringify({ images, annotations, categories }));
    const words = `evaluate --protocol coco --truth ${broken} --detections ${coco}`;
    const { code, err } = await runInProcess(...words.split(' '));
    expect([code, err]).toEqual([1, expect.stringContaining('has image_id 2, which "images" does not list')]);
  });
});

describe('a split that there is not is 2', { timeout: 60_000 }, () => {
  const out = join(folder, 'out');
  const commandsOn = (data: string) => [
    `dataset check ${data}`,
    `dataset stats ${data}`,
    `dataset preview ${data} --out ${out}.png`,
    `dataset convert ${data} --to coco --out ${out}`,
    `dataset split ${data} --out ${out}`,
    `dataset rename ${data} cat=dog --out ${out}`,
    `train detector --data ${data}`,
    `train detector --data ${data} --fine-tune --run ${out}`,
    `train multibox --data ${data} --out ${out}.safetensors`,
    `weights quantize voc --data ${data} --out ${out}.safetensors`,
    `evaluate --protocol coco --truth ${data} --detections x.json`,
    `evaluate explain --protocol coco --against voc2010 --truth ${data} --detections x.json`,
    `weights thresholds voc --truth ${data} --detections x.json --out ${out}.safetensors`,
  ];

  it.each(commandsOn(divided))('%s', async (command) => {
    const { code, err } = await runInProcess(...command.split(' '), '--split', 'nosuch');
    expect([code, err]).toEqual([2, expect.stringContaining('"nosuch" in ')]);
    expect(err).toContain('The splits found are train, val.');
  });

  it.each(commandsOn(truth))('of a set without splits: %s', async (command) => {
    const { code, err } = await runInProcess(...command.split(' '), '--split', 'nosuch');
    expect([code, err]).toEqual([2, expect.stringContaining('It has no splits')]);
  });

  it.each([
    [labels, 'The splits found are val.'],
    [join(labels, 'val'), 'It has no splits'],
  ])('of folders of classes: %s', async (root, message) => {
    const words = ['evaluate', '--protocol', 'ilsvrc-cls', '--truth', root, '--split', 'nosuch'];
    const { code, err } = await runInProcess(...words, '--detections', 'x.ndjson');
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
