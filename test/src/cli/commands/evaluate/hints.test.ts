import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../../../../support/run-in-process.js';

/** Results in another convention than they are read in: AP is near 0, and nothing says why. */
const folder = mkdtempSync(join(tmpdir(), 'hints-'));
const at = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true }));

const IMAGES = 30;
const truth = at('truth.json');
/** Ids with a gap, as COCO has them. */
const categoryIds = [1, 2, 3, 5, 6, 8, 9, 11];
const objects = Array.from({ length: IMAGES }, (_, i) => ({
  image_id: i + 1,
  category_id: categoryIds[i % categoryIds.length]!,
  bbox: [40 + (i % 7), 30 + (i % 5), 50, 45],
}));

type Result = (typeof objects)[number];

const results = (name: string, change: (one: Result) => Partial<Result>, of = objects) => {
  const rows = of.map((one) => ({ ...one, ...change(one), score: 0.9 }));
  writeFileSync(at(name), JSON.stringify(rows));
  return at(name);
};
const coco = async (detections: string, ...more: string[]) => {
  const args = ['--protocol', 'coco', '--truth', truth, '--detections', detections, '--json', ...more];
  const { out, err, code } = await runInProcess('evaluate', ...args);
  return { ...JSON.parse(out), err, code };
};

beforeAll(() => {
  const images = objects.map(({ image_id: id }) => ({ id, file_name: `${id}.jpg`, width: 120, height: 90 }));
  const annotations = objects.map((one, i) => ({ id: i + 1, ...one, area: 2250, iscrowd: 0 }));
  const categories = categoryIds.map((id) => ({ id, name: `class ${id}` }));
  writeFileSync(truth, JSON.stringify({ images, annotations, categories }));
});

describe('hints at the top of evaluate', () => {
  it('none about sound results', async () => {
    const { metrics, hints, err, code } = await coco(results('sound.json', () => ({})));
    expect({ AP: metrics.AP, hints, err, code }).toEqual({ AP: 1, hints: [], err: '', code: 0 });
  });

  it.each<[string, (one: Result) => Partial<Result>, string]>([
    [
      'corners where COCO has width and height',
      ({ bbox: [x, y, w, h] }) => ({ bbox: [x!, y!, x! + w!, y! + h!] }),
      'Boxes look like corners where x, y, width and height are expected: of 30 examined, 0 lie on an object as written, 30 as corners. Write [x1, y1, x2 - x1, y2 - y1].',
    ],
    [
      'corners that are not exact and extend beyond their image',
      ({ bbox: [x, y, w, h], image_id: id }) => ({
        bbox: [x! - (id % 4), y! - (id % 3), x! + w! + (id % 7) + (id % 4 ? 0 : 60), y! + h! + (id % 5)],
      }),
      'Boxes look like corners where x, y, width and height are expected: of 30 examined, 0 lie on an object as written, 23 as corners. Write [x1, y1, x2 - x1, y2 - y1].',
    ],
    [
      'shares of the image',
      ({ bbox: [x, y, w, h] }) => ({ bbox: [x! / 120, y! / 90, w! / 120, h! / 90] }),
      'No coordinate of 30 of 30 boxes exceeds 0.88: they look relative. Multiply them by the width and height of their image.',
    ],
    [
      'shares of the image that extend beyond it',
      ({ bbox: [x, y, w, h] }) => ({ bbox: [x! / 120, y! / 90, w! / 60, h! / 60] }),
      'No coordinate of 30 of 30 boxes exceeds 1.22: they look relative. Multiply them by the width and height of their image.',
    ],
    [
      'shares of the image beside a few strays',
      ({ bbox: [x, y, w, h], image_id: id }) =>
        id <= 3 ? {} : { bbox: [x! / 120, y! / 90, w! / 120, h! / 90] },
      'No coordinate of 27 of 30 boxes exceeds 0.88: they look relative.',
    ],
    [
      'pixels of a larger copy',
      ({ bbox }) => ({ bbox: bbox.map((side) => 4 * side) }),
      '30 of 30 boxes extend beyond their image. Are they pixels of the original photographs?',
    ],
    [
      'category ids counted from 0',
      ({ category_id: id }) => ({ category_id: id - 1 }),
      // Ids 1, 5, 8 and 11 become 0, 4, 7 and 10, which no class has.
      'Category ids look shifted by one: add 1 to each. Of 15 detections that lie on an object, 0 have its class; 15 would have it then.',
    ],
    [
      'category ids one too high',
      ({ category_id: id }) => ({ category_id: id + 1 }),
      'Category ids look shifted by one: subtract 1 from each.',
    ],
    [
      'places in the list from 0',
      ({ category_id: id }) => ({ category_id: categoryIds.indexOf(id) }),
      "Category ids look like positions in the list of classes from 0: write the categories' ids.",
    ],
  ])('%s', async (_, change, hint) => {
    const file = results('odd.json', change);
    const { hints, err, metrics } = await coco(file);
    expect(hints[0]).toContain(hint);
    expect(err).toContain(`${file}: ${hint}`);
    expect(metrics.AP).toBeLessThan(0.5);
  });

  it('where the form cannot tell that images are missing, and many have no detection', async () => {
    const part = results('part.json', () => ({}), objects.slice(0, 20));
    const { complete, hints, code } = await coco(part);
    expect(hints).toEqual([
      '10 of 30 images with objects have no detection (21, 22, 23, 24, 25 ..); this format of results does not say whether they are missing.',
    ]);
    expect({ complete, code }).toEqual({ complete: true, code: 0 });
  });

  it('width and height where VOC has corners: boxes without an area are refused with file and line', async () => {
    mkdirSync(at('voc'));
    for (const id of categoryIds) {
      const own = objects.filter((one) => one.category_id === id);
      const lines = own.map(({ image_id, bbox }) => `${image_id} 0.9 ${bbox.join(' ')}\n`);
      writeFileSync(at('voc', `comp3_det_val_class ${id}.txt`), lines.join(''));
    }
    const swapped = at('voc', 'comp3_det_val_class 1.txt');
    writeFileSync(swapped, '1 0.9 100 30 15 60\n9 0.9 105 70 10 15\n17 0.9 100 60 15 25\n25 0.9 90 30 9 9\n');
    const { err, code } = await runInProcess(
      ...['evaluate', '--protocol', 'coco', '--truth', truth, '--detections', at('voc')],
    );
    expect({ err, code }).toEqual({
      err: expect.stringMatching(/comp3_det_val_class 1\.txt:1: .*xmax/),
      code: 1,
    });
  });

  it('in the report', async () => {
    const moved = results('report.json', ({ bbox }) => ({ bbox: bbox.map((side) => 4 * side) }));
    await coco(moved, '--report', at('report.json.md'));
    expect(readFileSync(at('report.json.md'), 'utf8')).toContain('30 of 30 boxes extend beyond their image');
  });
});
