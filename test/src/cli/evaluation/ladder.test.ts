/** `evaluate --ladder`: each rung is the run that its models would have made alone. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawScene } from '../../../support/photographs.js';
import { runInProcess } from '../../../support/run-in-process.js';
import { writeTinyClassifier } from '../../../support/tiny-classifier.js';
import { writeTinyDetector } from '../../../support/tiny-detector.js';

const folder = mkdtempSync(join(tmpdir(), 'ladder-'));
const at = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true }));
const bytes = (...run: string[]) => readFileSync(at(...run, 'results.ndjson'), 'utf8');

/** As a kill leaves a run: some whole lines and a part of the next. */
function cut(run: string[], lines: number): void {
  const text = bytes(...run).split('\n');
  writeFileSync(
    at(...run, 'results.ndjson'),
    `${text.slice(0, lines).join('\n')}\n${text[lines]!.slice(0, 9)}`,
  );
}

describe('of detectors', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  let models: string[];
  const evaluate = (model: string, run: string, ...more: string[]) =>
    runInProcess(
      ...['evaluate', '--protocol', 'voc2010', '--truth', at('voc'), '--model', model],
      ...['--count', '40', '--run', at(run), '--json', ...more],
    );

  beforeAll(async () => {
    models = [];
    for (const [i, name] of ['one', 'two', 'three'].entries())
      models.push(await writeTinyDetector(folder, i + 1, { name, secondLook: true }));
    for (const part of ['Annotations', 'JPEGImages', 'ImageSets/Main'])
      mkdirSync(at('voc', part), { recursive: true });
    writeFileSync(at('voc', 'ImageSets/Main', 'val.txt'), `${ids.join('\n')}\n`);
    for (const [i, id] of ids.entries()) {
      if (i === 3) writeFileSync(at('voc', 'JPEGImages', `${id}.jpg`), 'no photograph');
      else await drawScene(at('voc', 'JPEGImages', `${id}.jpg`), { seed: i });
      const box = '<bndbox><xmin>10</xmin><ymin>10</ymin><xmax>60</xmax><ymax>60</ymax></bndbox>';
      const size = '<size><width>120</width><height>90</height><depth>3</depth></size>';
      const text = `<annotation>${size}<object><name>cat</name>${box}</object></annotation>`;
      writeFileSync(at('voc', 'Annotations', `${id}.xml`), text);
    }
  }, 60_000);

  it('gives the bytes and numbers of one, two and three models, and resumes rungs that a kill left apart', async () => {
    const { out, code } = await evaluate(models.join(','), 'all', '--ladder');
    expect(code).toBe(1); // one photograph cannot be read
    const { ladder, failures } = JSON.parse(out);
    expect(failures).toHaveLength(1);
    expect(ladder.map((rung: { models: number }) => rung.models)).toEqual([1, 2, 3]);
    for (const n of [1, 2, 3]) {
      const alone = await evaluate(models.slice(0, n).join(','), `alone-${n}`);
      expect(bytes('all', `models-${n}`)).toBe(bytes(`alone-${n}`));
      expect(ladder[n - 1].metrics).toEqual(JSON.parse(alone.out).metrics);
    }
    expect(bytes('alone-1')).not.toBe(bytes('alone-2'));
    cut(['all', 'models-1'], 3);
    cut(['all', 'models-2'], 2);
    expect((await evaluate(models.join(','), 'all', '--ladder')).out).toBe(out);
    expect(bytes('all', 'models-2')).toBe(bytes('alone-2'));
  }, 300_000);

  it('refuses curves, which it would not print', async () => {
    const { code, err } = await evaluate(models.join(','), 'curves', '--ladder', '--curves');
    expect([code, err]).toEqual([2, expect.stringContaining('--curves without --ladder')]);
  });

  it('averages the models of a file as those of a list', async () => {
    await runInProcess('weights', 'ensemble', ...models, '--out', at('three.json'));
    await evaluate(at('three.json'), 'file');
    expect(bytes('file')).toBe(bytes('all', 'models-3'));
    const detect = async (model: string) => {
      const photograph = at('voc', 'JPEGImages', 'a.jpg');
      const { out } = await runInProcess(
        'detect',
        photograph,
        '--model',
        model,
        '--json',
        '--threshold',
        '0',
      );
      return JSON.parse(out).detections;
    };
    const found = await detect(at('three.json'));
    expect(found.length).toBeGreaterThan(0);
    expect(await detect(models.join(','))).toEqual(found);
  }, 60_000);

  it('refuses detectors of different classes', async () => {
    const birds = await writeTinyDetector(folder, 1, { name: 'birds', classes: ['cat', 'bird'] });
    const { code, err } = await evaluate(`${models[0]},${birds}`, 'none');
    expect(code).not.toBe(0);
    expect(err).toMatch(/same classes.*class 2 of .*one\.safetensors is dog.*bird/);
  });
});

describe('of classifiers', () => {
  const wnids = ['n01440764', 'n02102040'];
  let models: string[];
  const evaluate = (model: string, run: string, ...more: string[]) =>
    runInProcess(
      ...['evaluate', '--protocol', 'ilsvrc-cls', '--truth', at('photos'), '--model', model],
      ...['--run', at(run), '--json', ...more],
    );

  beforeAll(async () => {
    models = [];
    for (const [i, name] of ['first', 'second'].entries())
      models.push(await writeTinyClassifier(folder, wnids, { name, seed: i + 1 }));
    for (const [k, wnid] of wnids.entries())
      for (let i = 0; i < 9; i++) await drawScene(at('photos', 'val', wnid, `${i}.png`), { seed: 9 * k + i });
    writeFileSync(at('photos', 'val', wnids[0]!, '4.png'), 'no photograph');
  }, 60_000);

  it('gives the bytes and numbers of every cell, and resumes cells that a kill left apart', async () => {
    const climb = () => evaluate(models.join(','), 'table', '--ladder', '--crops', '10');
    const { out, code } = await climb();
    expect(code).toBe(1);
    const { ladder } = JSON.parse(out);
    const cells = [1, 2].flatMap((count) => [1, 10].map((crops) => ({ models: count, crops })));
    expect(ladder).toMatchObject(cells);
    for (const [i, { models: count, crops }] of cells.entries()) {
      const run = `cell-${i}`;
      const alone = await evaluate(models.slice(0, count).join(','), run, '--crops', String(crops));
      expect(bytes('table', `models-${count}-crops-${crops}`)).toBe(bytes(run));
      expect(ladder[i].metrics).toEqual(JSON.parse(alone.out).metrics);
    }
    expect(readdirSync(at('table'))).toHaveLength(4);
    cut(['table', 'models-1-crops-1'], 11);
    cut(['table', 'models-2-crops-10'], 2);
    expect((await climb()).out).toBe(out);
    expect(bytes('table', 'models-2-crops-10')).toBe(bytes('cell-3'));
  }, 300_000);

  it('takes the maximum of crops where asked: single crops are the same run', async () => {
    const most = ['--crops', '10', '--average', 'maximum'];
    const { out } = await evaluate(models.join(','), 'most', '--ladder', ...most);
    const alone = await evaluate(models.join(','), 'most-alone', ...most);
    expect(bytes('most', 'models-2-crops-10')).toBe(bytes('most-alone'));
    expect(bytes('most', 'models-2-crops-10')).not.toBe(bytes('table', 'models-2-crops-10'));
    expect(bytes('most', 'models-1-crops-1')).toBe(bytes('table', 'models-1-crops-1'));
    expect(JSON.parse(out).ladder.at(-1).metrics).toEqual(JSON.parse(alone.out).metrics);
  }, 300_000);

  it('in shards, tells where each cell is and how to join it', async () => {
    const { code, err } = await evaluate(models.join(','), 'shard', '--ladder', '--shard', '2/2');
    expect(code).toBe(0);
    expect(err).toMatch(/models-1-crops-1: all 2 images of shard 2\/2/);
    expect(err).toMatch(/models-2-crops-1: all 2 images of shard 2\/2/);
  });

  it('a table for people names the paper’s own; the report has it beside what explains the last cell', async () => {
    const args = ['--protocol', 'ilsvrc-cls', '--truth', at('photos'), '--run', at('table'), '--crops', '10'];
    const report = ['--report', at('report.html')];
    const { out } = await runInProcess(
      'evaluate',
      ...args,
      '--model',
      models.join(','),
      '--ladder',
      ...report,
    );
    expect(out).toMatch(/models.*crops.*top-1 %/);
    expect(out).toMatch(/18 images.*10\.07.*Table 3/);
    const page = readFileSync(at('report.html'), 'utf8');
    for (const words of [
      'Models and crops',
      '10 crops',
      'Confusion',
      'Expected calibration error',
      'first+second',
    ])
      expect(page).toContain(words);
    expect(page).toMatch(/1 image could not be read/);
  });
});
