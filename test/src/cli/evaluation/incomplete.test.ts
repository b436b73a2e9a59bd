import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../../../support/run-in-process.js';

/** Results that lack a part of the data: their number looks like a bad detector's. */
const folder = mkdtempSync(join(tmpdir(), 'incomplete-'));
const at = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true }));

const names = ['cat', 'dog', 'owl'];
const ids = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'];
const truth = at('truth.ndjson');
const box = { x1: 10, y1: 10, x2: 60, y2: 60 };
const classOf = (i: number) => names[i % names.length]!;
const lines = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const ndjson = (name: string, rows: readonly unknown[]) => {
  writeFileSync(at(name), lines(rows));
  return at(name);
};
const found = (i: number) => ({
  image: ids[i],
  ...{ width: 120, height: 90 },
  detections: [{ class: classOf(i), score: 0.9, box }],
});
const proposed = (i: number) => ({ image: ids[i], boxes: [[10, 10, 60, 60]] });
const evaluate = (...args: string[]) => runInProcess('evaluate', ...args);
const voc = (detections: string, ...more: string[]) =>
  evaluate('--protocol', 'voc2010', '--truth', truth, '--detections', detections, ...more);

beforeAll(() => {
  const objects = (i: number) => [{ class: classOf(i), box }];
  const classes = names.map((name, i) => ({ name, id: i + 1 }));
  const images = ids.map((image, i) => ({ image, width: 120, height: 90, objects: objects(i) }));
  ndjson('truth.ndjson', [{ classes }, ...images]);
  ndjson(
    'all.ndjson',
    ids.map((_, i) => found(i)),
  );
  mkdirSync(at('files'));
  const rows = ids.map((id, i) => ({ name: classOf(i), line: `${id} 0.9 11 11 60 60\n` }));
  for (const name of ['cat', 'owl']) {
    const own = rows.filter((row) => row.name === name).map(({ line }) => line);
    writeFileSync(at('files', `comp3_det_val_${name}.txt`), own.join(''));
  }
});

it('a truth without an object to find has no number, and says why', async () => {
  const images = ids.map((image) => ({ image, width: 120, height: 90, objects: [] }));
  const bare = ndjson('bare.ndjson', [{ classes: [{ name: 'cat', id: 1 }] }, ...images]);
  const args = ['--protocol', 'voc2010', '--truth', bare, '--detections', at('all.ndjson')];
  const { out } = await evaluate(...args);
  expect(out).toMatch(/mAP\W+-\W/);
  expect(out).toContain('No number: the truth has no object that is to be found');
  expect(JSON.parse((await evaluate(...args, '--json')).out).metrics).toEqual({ mAP: -1 });
});

describe('results without a line of some images', () => {
  const part = () => ndjson('part.ndjson', [found(0), found(1), { ...found(2), detections: [] }]);

  it('are named before the number, and the command ends with 1', async () => {
    const { err, code } = await voc(part());
    expect(err).toContain(
      `${at('part.ndjson')} is incomplete: 4 of 7 images have no line: a4, a5, a6, a7. Their objects count as missed. --partial says that this is meant.`,
    );
    expect(code).toBe(1);
  });

  it('say so beside the number itself and in the JSON', async () => {
    const text = await voc(part());
    expect(text.out + text.err).toContain('voc2010 of incomplete results');
    const { out, code } = await voc(part(), '--json');
    expect(JSON.parse(out)).toMatchObject({
      ...{ complete: false, missing: { images: ids.slice(3), classes: [] }, failures: [] },
      metrics: { mAP: (1 / 3 + 1 / 2) / 3 },
    });
    expect(code).toBe(1);
  });

  it('give the same numbers and end with 0 when they are meant', async () => {
    const [bare, meant] = [await voc(part(), '--json'), await voc(part(), '--json', '--partial')];
    expect(meant.out).toBe(bare.out);
    expect(meant.code).toBe(0);
    expect(meant.err).not.toContain('--partial');
  });

  it('lists at most five names', async () => {
    const { err } = await voc(ndjson('one.ndjson', [found(0)]));
    expect(err).toContain('6 of 7 images have no line: a2, a3, a4, a5, a6 and 1 more.');
  });

  it('a failed image is no missing one, and is not meant', async () => {
    const failed = ndjson('failed.ndjson', [
      ...[0, 1, 2, 3, 4, 5].map(found),
      { image: 'a7', error: 'Expected an image.' },
    ]);
    const { out, code } = await voc(failed, '--json', '--partial');
    expect(JSON.parse(out)).toMatchObject({ complete: false, missing: { images: [], classes: [] } });
    expect(code).toBe(1);
  });

  it('complete ones are said to be complete', async () => {
    const { out, err, code } = await voc(at('all.ndjson'), '--json');
    expect(JSON.parse(out)).toMatchObject({ complete: true, metrics: { mAP: 1 } });
    expect({ err, code }).toEqual({ err: '', code: 0 });
  });
});

describe('results without a file of some classes', () => {
  it('are named, as the devkit stops there', async () => {
    const { out, err, code } = await voc(at('files'), '--json');
    expect(err).toContain('1 of 3 classes have no file: dog.');
    expect(JSON.parse(out)).toMatchObject({ complete: false, missing: { images: [], classes: ['dog'] } });
    expect(code).toBe(1);
  });

  it('are complete for the classes that are evaluated', async () => {
    const { out, code } = await voc(at('files'), '--json', '--classes', 'cat', 'owl');
    expect(JSON.parse(out)).toMatchObject({ complete: true, metrics: { mAP: 1 } });
    expect(code).toBe(0);
  });
});

describe('every task of evaluate tells', () => {
  const part = () => ndjson('two.ndjson', [found(0), found(1)]);
  const rules = ['--protocol', 'voc2010', '--truth', truth];
  const missing = { images: ids.slice(2), classes: [] };

  it.each([
    ['analyse', () => ['analyse', ...rules, '--detections', part()], { complete: false, missing }],
    [
      'explain',
      () => ['explain', ...rules, '--against', 'coco', '--detections', part()],
      { complete: false, missing },
    ],
    [
      'explain, of the others',
      () => ['explain', ...rules, '--detections', at('all.ndjson'), '--others', part()],
      { complete: true, others: { complete: false, missing } },
    ],
    [
      'proposals',
      () => [
        ...['proposals', '--truth', truth],
        ...['--proposals', ndjson('boxes.ndjson', [proposed(0), proposed(1)])],
      ],
      // Boxes per image are those of the images with proposals.
      { complete: false, missing: { images: ids.slice(2) }, boxes: { mean: 1, most: 1 } },
    ],
  ])('%s', async (_, args, expected) => {
    const { out, err, code } = await evaluate(...args(), '--json');
    expect(JSON.parse(out)).toMatchObject(expected);
    expect(err).toContain('is incomplete: 5 of 7 images have no line: a3, a4, a5, a6, a7.');
    expect(code).toBe(1);
    expect((await evaluate(...args(), '--json', '--partial')).code).toBe(0);
  });

  it('the report', async () => {
    const report = at('report.md');
    const { code } = await voc(part(), '--report', report, '--others', at('files'));
    expect(code).toBe(1);
  });

  it('ilsvrc-cls', async () => {
    for (const [i, id] of ids.entries()) {
      mkdirSync(at('photos', classOf(i)), { recursive: true });
      writeFileSync(at('photos', classOf(i), `${id}.png`), '');
    }
    const guesses = ndjson('guesses.ndjson', [{ image: 'a1.png', predictions: [{ class: 'cat' }] }]);
    const args = ['--protocol', 'ilsvrc-cls', '--truth', at('photos'), '--detections', guesses];
    const { out, err, code } = await evaluate(...args, '--json');
    expect(JSON.parse(out)).toMatchObject({ complete: false });
    expect(JSON.parse(out).missing.images).toHaveLength(6);
    expect(err).toContain('6 of 7 images have no line');
    expect(err).toContain('They count as wrong');
    expect(code).toBe(1);
  });
});

it('dataset convert tells too, whose output would pass for complete', async () => {
  const part = ndjson('convert.ndjson', [found(0), found(1)]);
  const args = ['dataset', 'convert', truth, '--detections', part, '--to', 'voc', '--out', at('converted')];
  const { err } = await runInProcess(...args);
  expect(err).toContain('5 of 7 images have no line: a3, a4, a5, a6, a7. Their objects count as missed.');
  expect(err).not.toContain('--partial');
});

describe('"no proposal" is said of images with proposals alone', () => {
  it('in analyse', async () => {
    const detections = ndjson(
      'nothing.ndjson',
      ids.map((image) => ({ image, detections: [] })),
    );
    const far = { image: 'a2', boxes: [[100, 70, 110, 80]] };
    const failed = { image: 'a3', error: 'Expected an image.' };
    const proposals = ndjson('few.ndjson', [proposed(0), far, failed]);
    const args = ['analyse', '--protocol', 'voc2010', '--truth', truth, '--detections', detections];
    const { out, code } = await evaluate(...args, '--proposals', proposals, '--json', '--partial');
    expect(JSON.parse(out)).toMatchObject({
      errors: { withoutProposal: 1, missedWithProposals: 2 },
      proposals: { complete: false, missing: { images: ids.slice(3) }, failures: [failed] },
    });
    expect(code).toBe(1); // of the failed image
    const said = await evaluate(...args, '--proposals', proposals);
    expect(said.out + said.err).toContain('1 of the 2 missed objects on images with proposals have none');
  });
});
