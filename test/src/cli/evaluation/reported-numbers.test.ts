import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageVersion } from '../../../../src/platform/node/package-root.js';
import { drawScene } from '../../../support/photographs.js';
import { runInProcess } from '../../../support/run-in-process.js';
import { writeTinyDetector } from '../../../support/tiny-detector.js';

const folder = mkdtempSync(join(tmpdir(), 'reported-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
const truth = at('truth.json');
const ids = [1, 2, 3];
const judged = ['evaluate', '--protocol', 'voc2010', '--truth', truth];
const line = (image: string, score: number) => ({
  ...{ image, width: 120, height: 90 },
  detections: [{ class: 'cat', score, box: { x1: 10, y1: 10, x2: 60, y2: 60 } }],
});
const ndjson = (name: string, rows: readonly unknown[]) => {
  writeFileSync(at(name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return at(name);
};
let model: string;

beforeAll(async () => {
  for (const id of ids) await drawScene(at(`${id}.jpg`), { seed: id });
  const images = ids.map((id) => ({ id, file_name: `${id}.jpg`, width: 120, height: 90 }));
  const box = { bbox: [10, 10, 50, 50], area: 2500, iscrowd: 0, category_id: 1 };
  const annotations = ids.map((id) => ({ id, image_id: id, ...box }));
  const categories = ['cat', 'dog'].map((name, i) => ({ id: i + 1, name }));
  writeFileSync(truth, JSON.stringify({ images, annotations, categories }));
  model = await writeTinyDetector(folder);
});

describe('evaluate --report', () => {
  it('compares with others and names what no proposal reached', async () => {
    const [mine, yours] = [ndjson('mine.ndjson', [line('1', 0.9)]), ndjson('yours.ndjson', [line('2', 0.8)])];
    const proposals = ndjson('boxes.ndjson', [
      { image: '2', boxes: [[10, 10, 60, 60]] },
      { image: '3', error: 'Expected an image.' },
    ]);
    const report = at('compared.html');
    const { code, out, err } = await runInProcess(
      ...[...judged, '--detections', mine, '--others', yours, '--proposals', proposals],
      ...['--report', report, '--json'],
    );
    expect(code).toBe(1); // each of the two detectors has seen one of the three photographs
    expect(err).toContain(`${report}: the report`);
    expect(JSON.parse(out).perClass[0]).toMatchObject({ class: 'cat', objects: 3, truePositives: 1 });
    expect(JSON.parse(out).perClass[0]).not.toHaveProperty('curves');
    expect(JSON.parse(out).others.comparison).toMatchObject({ first: 1 / 3, difference: 0 });
    const html = readFileSync(report, 'utf8');
    expect(html).toContain('id="comparison"');
    expect(html).toContain('0 of 1 missed objects have no proposal');
    expect(html).toContain('1 missed objects are on images whose proposals are not known');
    expect(html).toContain('They lack 2 of 3 images (2, 3)');
    expect(html).toContain('data:image/jpeg;base64,');
    expect(html).not.toContain(folder);
  });

  it('prints the comparison beside the report, and names numbered photographs by their files', async () => {
    const [mine, yours] = [ndjson('a.ndjson', [line('1', 0.9)]), ndjson('b.ndjson', [line('2', 0.8)])];
    const report = at('both.html');
    const { out } = await runInProcess(
      ...judged,
      '--detections',
      mine,
      '--others',
      yours,
      '--report',
      report,
    );
    expect(out).toMatch(/The 95 % interval of the difference is/);
    expect(readFileSync(report, 'utf8')).toContain('no box touches it · 2.jpg');
  });

  it('of a model says what its manifest says, from merged shards too', async () => {
    const [whole, merged] = [at('whole.md'), at('merged.md')];
    const run = [...judged, '--model', model, '--count', '20'];
    await runInProcess(...run, '--run', at('whole'), '--report', whole);
    const { model: card } = JSON.parse(readFileSync(join(at('whole'), 'manifest.json'), 'utf8'));
    const text = readFileSync(whole, 'utf8');
    expect(text).toContain(`tiny, SHA-256 ${card.sha256.slice(0, 16)}`);
    expect(text).toContain(`googlenet-rcnn ${packageVersion()}: engine`);
    expect(text).toContain('count 20');
    const shards = ['1', '2'].map((index) => ({ index, run: at(`part-${index}`) }));
    for (const { index, run: part } of shards)
      await runInProcess(...run, '--run', part, '--shard', `${index}/2`);
    const merge = ['evaluate', 'merge', ...shards.map((shard) => shard.run), '--out', at('merged')];
    const { code } = await runInProcess(...merge, ...judged.slice(1), '--report', merged);
    expect(code).toBe(0);
    expect(readFileSync(merged, 'utf8')).toBe(text.replaceAll('whole/', 'merged/'));
    expect((await runInProcess(...merge, '--report', merged)).code).toBe(2);
  });

  it('tells of a run that was stopped, whose number would be too low', async () => {
    const results = join(at('whole'), 'results.ndjson');
    truncateSync(results, 0);
    const { err, code } = await runInProcess(...judged, '--detections', results);
    expect(err).toContain(
      'is incomplete: 3 of 3 images have no line: 1, 2, 3. Their objects count as missed.',
    );
    expect(err).toContain('The command that began the run resumes it.');
    expect(code).toBe(1);
  });

  it('refuses a data set without images', async () => {
    const none = at('none.json');
    writeFileSync(none, JSON.stringify({ images: [], annotations: [], categories: [] }));
    const args = ['evaluate', '--protocol', 'coco', '--truth', none, '--detections', at('mine.ndjson')];
    const { err, code } = await runInProcess(...args);
    expect(err).toContain(`Expected images in ${none}, but it lists none.`);
    expect(code).toBe(1);
  });
});
