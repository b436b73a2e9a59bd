/** detect --format: labels to correct. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectOwnFolder, labelFormats, writePreLabels } from '../../../../src/cli/dataset/pre-labels.js';
import { checkPhotographs } from '../../../../src/datasets/check.js';
import { readDataset } from '../../../../src/datasets/formats.js';
import type { Problem } from '../../../../src/datasets/problem.js';
import { drawScene } from '../../../support/photographs.js';
import { runInProcess } from '../../../support/run-in-process.js';
import { writeTinyDetector } from '../../../support/tiny-detector.js';

const folder = mkdtempSync(join(tmpdir(), 'pre-labels-'));
const at = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true }));
const CAT = { class: 'cat', classIndex: 0, score: 0.9, box: { x1: 1, y1: 2, x2: 30, y2: 40 } };
let model: string;
/** What `detect --json` says of each photograph, by its name. */
let found: Map<string, { class: string; box: Record<string, number>; score: number }[]>;

const detect = (...args: string[]) =>
  runInProcess('detect', at('photos'), '--model', model, '--threshold', '0.6', '--count', '40', ...args);

beforeAll(async () => {
  model = await writeTinyDetector(folder);
  for (const [seed, name] of ['a', 'two words', 'sub/a'].entries())
    await drawScene(at('photos', `${name}.png`), { seed });
  const { out } = await detect('--json');
  const lines = out
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  found = new Map(lines.map(({ image, detections }) => [image, detections]));
}, 120_000);

describe('detect --format', { timeout: 120_000 }, () => {
  it.each(['yolo', 'voc', 'coco', 'cvat', 'labelme'])(
    '%s: what is found, ready to be trained on',
    async (format) => {
      const { code, err } = await detect('--out', at(format), '--format', format);
      expect(code).toBe(0);
      expect(err).toMatch(/boxes on 3 photographs as \w+, to be corrected/);
      const dataset = await readDataset(at(format), { use: 'train' });
      const problems: Problem[] = [];
      await checkPhotographs(dataset, { onProblem: (problem) => problems.push(problem) });
      expect(problems).toEqual([]);
      expect(dataset.images).toHaveLength(3);
      const { truth, classes, images } = dataset;
      const rows = Array.from({ length: truth.length }, (_, row) => ({
        image: images[truth.image[row]!]!.file!.replace(/^(JPEGImages|images\/train|images)\//, ''),
        class: classes[truth.class[row]!]!.name,
        corners: [truth.x1[row]!, truth.y1[row]!, truth.x2[row]!, truth.y2[row]!].map((side) =>
          Math.round(side),
        ),
      }));
      const expected = [...found].flatMap(([image, detections]) =>
        detections.map(({ class: name, box: { x1, y1, x2, y2 } }) => ({
          image: image.slice(at('photos').length + 1),
          class: name,
          corners: [x1!, y1!, x2!, y2!].map((side) => Math.round(side)),
        })),
      );
      const sorted = (list: object[]) => list.map((one) => JSON.stringify(one)).sort();
      expect(expected.length).toBeGreaterThan(2);
      expect(sorted(rows)).toEqual(sorted(expected));
    },
  );

  it('replaces labels of the same form, and refuses a folder of another', async () => {
    expect((await detect('--out', at('again'), '--format', 'cvat')).code).toBe(0);
    expect((await detect('--out', at('again'), '--format', 'cvat')).code).toBe(0);
    const { code, err } = await detect('--out', at('again'), '--format', 'yolo');
    expect(code).toBe(2);
    expect(err).toContain('holds cvat labels: annotations.xml, images.');
    expect(readdirSync(at('again')).sort()).toEqual(['annotations.xml', 'images']);
  });

  it('says which threshold would give photographs without boxes some', async () => {
    const { err } = await runInProcess(
      ...['detect', at('photos'), '--model', model, '--threshold', '1', '--count', '40'],
      ...['--out', at('none'), '--format', 'yolo'],
    );
    expect(err).toContain('0 boxes on 3 photographs as yolo');
    expect(err).toMatch(/3 photographs have no box, which .* `--threshold 0\.3` would give \d+ boxes\./);
  });

  it.each(labelFormats.flatMap((one) => labelFormats.map((other) => [one, other] as const)))(
    'of a folder of %s takes %s only where they are one',
    async (one, other) => {
      await writePreLabels(at('forms', one), {
        format: one,
        found: [{ source: at('photos', 'a.png'), width: 64, height: 48, detections: [CAT] }],
        classes: ['cat'],
      });
      const refused = expectOwnFolder(at('forms', one), other);
      if (one === other) await expect(refused).resolves.toBeUndefined();
      else await expect(refused).rejects.toThrow(`holds ${one} labels`);
    },
  );

  it('labelstudio: predictions with their scores', async () => {
    const { code } = await detect('--out', at('studio'), '--format', 'labelstudio');
    expect(code).toBe(0);
    const tasks = JSON.parse(readFileSync(at('studio', 'tasks.json'), 'utf8')) as {
      predictions: { result: { score: number }[] }[];
    }[];
    // detect prints nine digits, which are the same float32.
    const sorted = (list: number[]) => list.map(Math.fround).sort((a, b) => a - b);
    const results = tasks.flatMap(({ predictions }) => predictions.flatMap(({ result }) => result));
    const expected = [...found.values()].flat();
    expect(sorted(results.map(({ score }) => score))).toEqual(sorted(expected.map(({ score }) => score)));
  });

  it.each([
    ['no folder to write to', ['--format', 'yolo'], 'Expected --out, the folder of labels, with --format.'],
    ['a form that cannot be corrected', ['--format', 'ilsvrc-det', '--out', 'x'], 'Choices'],
  ])('refuses %s', async (_, args, message) => {
    const { code, err } = await detect(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
