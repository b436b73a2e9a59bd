/** detect --format: labels to correct. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LabelCollector } from '../../../../src/cli/dataset/label-collector.js';
import {
  expectOwnFolder,
  expectReplaceable,
  labelFormats,
  writePreLabels,
} from '../../../../src/cli/dataset/pre-labels.js';
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

/** One photograph's labels in a folder. */
async function written(name: string, format: (typeof labelFormats)[number]) {
  const out = at(name, format);
  const source = at('photos', 'a.png');
  const plan = { format, files: [source], classes: ['cat'] };
  const found = [{ source, width: 64, height: 48, detections: [CAT] }];
  await writePreLabels(out, plan, found);
  return { out, plan, found };
}

function labelsBelow(out: string): string[] {
  const names = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !one.name.startsWith('.') && !one.name.endsWith('.png'))
    .map(({ parentPath, name }) => join(parentPath, name).slice(out.length + 1));
  return names.map((name) => name.replaceAll('\\', '/')).sort();
}

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
    expect(readdirSync(at('again')).filter((name) => !name.startsWith('.'))).toEqual([
      'annotations.xml',
      'images',
    ]);
  });

  it.each(labelFormats)(
    'as %s never replaces labels that were corrected by hand meanwhile',
    async (format) => {
      const { out, plan, found } = await written('corrected', format);
      await expect(expectReplaceable(out, plan)).resolves.toBeUndefined();
      const [label] = labelsBelow(out);
      writeFileSync(join(out, label!), 'corrected');
      const refused = `did not write or that were changed since: ${label}. Name another`;
      await expect(expectReplaceable(out, plan)).rejects.toThrow(refused);
      await expect(writePreLabels(out, plan, found)).rejects.toThrow(refused);
      expect(readFileSync(join(out, label!), 'utf8')).toBe('corrected');
    },
  );

  it('refuses before it detects, and says which labels were corrected', async () => {
    expect((await detect('--out', at('twice'), '--format', 'yolo')).code).toBe(0);
    expect((await detect('--out', at('twice'), '--format', 'yolo')).code).toBe(0);
    const label = at('twice', 'labels', 'train', 'sub', 'a.txt');
    writeFileSync(label, '0 0.5 0.5 0.25 0.25\n');
    const { code, out, err } = await detect('--out', at('twice'), '--format', 'yolo');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('changed since: labels/train/sub/a.txt. Name another folder with --out.');
    expect(readFileSync(label, 'utf8')).toBe('0 0.5 0.5 0.25 0.25\n');
  });

  it('refuses a label that it did not write, of a photograph that came later', async () => {
    const { out, plan } = await written('added', 'yolo');
    writeFileSync(join(out, 'labels', 'train', 'two words.txt'), '');
    const files = [...plan.files, at('photos', 'two words.png')];
    await expect(expectReplaceable(out, { ...plan, files })).rejects.toThrow(': labels/train/two words.txt.');
  });

  it('does not mix the labels of other photographs into the folder', async () => {
    const { out, plan } = await written('mixed', 'yolo');
    const others = expectReplaceable(out, { ...plan, files: [at('photos', 'two words.png')] });
    await expect(others).rejects.toThrow('photographs that are not among these: labels/train/a.txt.');
    const namesakes = expectReplaceable(out, { ...plan, files: [at('photos', 'sub', 'a.png')] });
    await expect(namesakes).rejects.toThrow('but another photograph is there. Name another folder');
  });

  it('stopped, keeps the labels of what is done, which the same command replaces', async () => {
    const args = ['--out', at('stopped'), '--format', 'yolo'];
    const add = vi.spyOn(LabelCollector.prototype, 'add').mockImplementationOnce(function (
      this: LabelCollector,
      source,
      result,
    ) {
      add.mockRestore();
      process.emit('SIGINT');
      return this.add(source, result);
    });
    const { code, err } = await detect(...args);
    expect(code).toBe(130);
    expect(err).toMatch(/Stopped after 1 of 3 images; .*would be next\.\n.* on 1 photograph as yolo, to be/s);
    expect(labelsBelow(at('stopped'))).toEqual(['data.yaml', 'labels/train/a.txt']);
    expect((await detect(...args)).code).toBe(0);
    expect(labelsBelow(at('stopped'))).toHaveLength(4);
  });

  it('goes on where a photograph is missing', async () => {
    const { code, err } = await runInProcess(
      ...['detect', at('photos', 'a.png'), at('absent.png'), '--model', model, '--count', '40'],
      ...['--out', at('missing'), '--format', 'yolo'],
    );
    expect(code).toBe(1);
    expect(err).toContain('on 1 photograph as yolo');
    expect(labelsBelow(at('missing'))).toContain('labels/train/photos/a.txt');
  });

  it('takes more photographs, and a photograph that cannot be read this time', async () => {
    const { out, plan, found } = await written('more', 'yolo');
    const files = [...plan.files, at('photos', 'two words.png')];
    await expectReplaceable(out, { ...plan, files });
    await writePreLabels(out, { ...plan, files }, [{ ...found[0]!, source: files[1]! }]);
    expect(labelsBelow(out)).toEqual(['data.yaml', 'labels/train/a.txt', 'labels/train/two words.txt']);
    await expect(expectReplaceable(out, { ...plan, files })).resolves.toBeUndefined();
  });

  it('says which threshold would give photographs without boxes some', async () => {
    const { err } = await runInProcess(
      ...['detect', at('photos'), '--model', model, '--threshold', '1', '--count', '40'],
      ...['--out', at('none'), '--format', 'yolo'],
    );
    expect(err).toContain('0 boxes on 3 photographs as yolo');
    expect(err).toMatch(
      /3 photographs have no box, which .* `--threshold 0\.3` would give \d+ boxes in all instead of 0\./,
    );
  });

  it.each(labelFormats.flatMap((one) => labelFormats.map((other) => [one, other] as const)))(
    'of a folder of %s takes %s only where they are one',
    async (one, other) => {
      const source = at('photos', 'a.png');
      const plan = { format: one, files: [source], classes: ['cat'] };
      await writePreLabels(at('forms', one), plan, [{ source, width: 64, height: 48, detections: [CAT] }]);
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
    [
      'a form that cannot be corrected',
      ['--format', 'ilsvrc-det', '--out', 'x'],
      'Expected --format to be one of voc, yolo',
    ],
  ])('refuses %s', async (_, args, message) => {
    const { code, err } = await detect(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
