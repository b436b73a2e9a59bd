import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCocoResults } from '../../../src/datasets/coco/results.js';
import { readDetections } from '../../../src/datasets/formats.js';
import { readIlsvrcResults } from '../../../src/datasets/ilsvrc/results.js';
import { readNdjsonDetections } from '../../../src/datasets/ndjson/detections.js';
import { readVocResults } from '../../../src/datasets/voc/results.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'malformed-'));
});
afterAll(() => rm(folder, { recursive: true }));

const dataset = {
  images: [{ id: '1', width: 10, height: 10 }],
  classes: [{ name: 'cat', id: 1 }],
};

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('result files', () => {
  it('VOC: one file of the folder is answered with the folder', async () => {
    const one = await file('comp4_det_val_cat.txt', '1 0.5 1 1 2 2\n');
    await expect(readDetections(one, dataset)).rejects.toThrow(
      `Expected the folder of the result files of all classes, ${folder}, but got one of them, comp4_det_val_cat.txt.`,
    );
  });

  it('VOC: files of another split are answered with the split asked for', async () => {
    const results = await mkdtemp(join(folder, 'voc-'));
    await writeFile(join(results, 'comp4_det_val_cat.txt'), '1 0.5 1 1 2 2\n');
    await expect(readVocResults(results, dataset, { split: 'train' })).rejects.toThrow(
      `Expected comp3_det_train_<class>.txt (or comp4) in ${results}, but found none. The splits found are val.`,
    );
  });

  it('COCO: an object is answered with what results are', async () => {
    const wrapped = await file('wrapped.json', '{"annotations": []}');
    await expect(readCocoResults(wrapped, dataset)).rejects.toThrow(
      `${wrapped}:1: expected an array of { image_id, category_id, bbox, score }, but got "{".`,
    );
  });

  it.each([
    ['too few fields', '1 0.5 1 1 2'],
    ['a score that is no number', '1 nan 1 1 2 2'],
    ['an infinite corner', '1 0.5 1 1 2 1e999'],
    ['an unknown image', '7 0.5 1 1 2 2'],
    ['an unknown image with a blank', '1 7 0.5 1 1 2 2'],
    ['a box from right to left', '1 0.5 9 1 2 2'],
    ['a box from bottom to top', '1 0.5 1 9 2 2'],
  ])('VOC: %s', async (_, line) => {
    const results = await mkdtemp(join(folder, 'voc-'));
    await writeFile(join(results, 'comp3_det_val_cat.txt'), `1 0.5 1 1 2 2\n\n${line}\n`);
    await expect(readVocResults(results, dataset)).rejects.toThrow('comp3_det_val_cat.txt:3: expected');
  });

  it('ILSVRC: names file and line', async () => {
    const path = await file('lines.txt', '1 1 0.5 0 0 4 4\r\n1 1 0.5 0 0 4\r\n');
    await expect(readIlsvrcResults(path, dataset)).rejects.toThrow('lines.txt:2: expected "<image_id>');
  });

  it.each([
    ['no JSON', '{"image": ', 'lines.ndjson:2: expected a JSON object'],
    [
      'another shape',
      '{"image": "1", "detections": [{"class": "cat"}]}',
      'lines.ndjson:2: detections[0].score: expected number, but got nothing.',
    ],
    [
      'a box from right to left',
      '{"image": "1", "detections": [{"class": "cat", "score": 1, "box": {"x1": 3, "y1": 0, "x2": 2, "y2": 2}}]}',
      'lines.ndjson:2: detections[0].box: expected x1 <= x2',
    ],
    ['an image twice', '{"image": "1", "detections": []}', 'lines.ndjson:2: expected each image once'],
    ['an unknown image', '{"image": "x", "detections": []}', 'lines.ndjson:2: expected an image'],
  ])('NDJSON: %s', async (_, line, message) => {
    const path = await file('lines.ndjson', `{"image": "a/1.jpg", "detections": []}\n${line}\n`);
    await expect(readNdjsonDetections(path, dataset)).rejects.toThrow(message);
  });

  it.each([
    ['three numbers in a box', '{"image_id": 1, "category_id": 1, "bbox": [0,0,1], "score": 1}'],
    ['no score', '{"image_id": 1, "category_id": 1, "bbox": [0,0,1,1]}'],
    ['a file that ends early', '{"image_id": 1, "categ'],
  ])('COCO: %s', async (_, record) => {
    const path = await file('results.json', `[\n${record}]`);
    await expect(readCocoResults(path, dataset)).rejects.toThrow('results.json:2: expected');
  });

  it('COCO: an unknown image is named, with the place of its detection', async () => {
    const row = (image: number) => `{"image_id": ${image}, "category_id": 1, "bbox": [0,0,1,1], "score": 1}`;
    const path = await file('stranger.json', `[${row(1)},\n${row(2)}]`);
    await expect(readCocoResults(path, dataset)).rejects.toThrow(
      'stranger.json:2: detection 2 has image_id 2, which the truth does not have.',
    );
  });

  it.each([
    [
      'another split',
      'val',
      ` The data set's split val was read, but the names of the files say --split odd.`,
    ],
    ['the same', 'odd', ''],
    ['none', undefined, ''],
  ])('VOC: an unknown image, the data set being of %s: its hint', async (_, split, hint) => {
    const results = await mkdtemp(join(folder, 'voc-'));
    await writeFile(join(results, 'comp3_det_odd_cat.txt'), '7 0.5 1 1 2 2\n');
    const images = dataset.images.map((image) => ({ ...image, ...(split !== undefined && { split }) }));
    await expect(readVocResults(results, { ...dataset, images })).rejects.toMatchObject({
      message: `${join(results, 'comp3_det_odd_cat.txt')}:1: expected an image of the data set, but got "7".${hint}`,
    });
  });

  it('VOC: takes image names with blanks, where the data set has them', async () => {
    const results = await mkdtemp(join(folder, 'voc-'));
    await writeFile(join(results, 'comp3_det_val_cat.txt'), 'my  photo 1 0.5 1 1 2 2\n1 0.4 1 1 2 2\n');
    const images = [{ id: 'my  photo 1', width: 9, height: 9 }, ...dataset.images];
    expect(Array.from((await readVocResults(results, { ...dataset, images })).image)).toEqual([0, 1]);
  });

  describe('detections of classes that the data set has not are counted and named', () => {
    const box = { x1: 0, y1: 0, x2: 1, y2: 1 };
    const detections = ['lamp', 'cat', 'lamp', 'bus'].map((name) => ({ class: name, score: 1, box }));

    it('VOC', async () => {
      const results = await mkdtemp(join(folder, 'voc-'));
      await writeFile(join(results, 'comp3_det_val_cat.txt'), '1 0.5 1 1 2 2\n');
      await writeFile(join(results, 'comp3_det_val_traffic_light.txt'), '1 0.5 1 1 2 2\n'.repeat(2));
      const table = await readVocResults(results, dataset);
      expect(Array.from(table.class)).toEqual([0, -1, -1]);
      expect(table.leftOut).toEqual([{ class: 'traffic_light', detections: 2 }]);
    });

    it('NDJSON', async () => {
      const path = await file('others.ndjson', JSON.stringify({ image: '1', detections }));
      expect((await readNdjsonDetections(path, dataset)).leftOut).toEqual([
        { class: 'lamp', detections: 2 },
        { class: 'bus', detections: 1 },
      ]);
    });

    it.each([
      ['fast', ''],
      ['strict', '"nested": {}, '],
    ])('COCO, the %s reader', async (_, more) => {
      const line = (id: number) =>
        `{${more}"image_id": 1, "category_id": ${id}, "bbox": [0,0,1,1], "score": 1}`;
      const path = await file('others.json', `[${[9, 1, 7, 9].map(line).join(',')}]`);
      const table = await readCocoResults(path, dataset);
      expect(Array.from(table.class)).toEqual([-1, 0, -1, -1]);
      expect(table.leftOut).toEqual([
        { class: '9', detections: 2 },
        { class: '7', detections: 1 },
      ]);
    });

    it('none is said where there are none', async () => {
      const path = await file('all.ndjson', JSON.stringify({ image: '1', detections: [] }));
      expect(await readNdjsonDetections(path, dataset)).not.toHaveProperty('leftOut');
    });
  });

  it('keeps detections of other classes apart, with class -1', async () => {
    const path = await file(
      'other.json',
      '[{"image_id": 1, "category_id": 9, "bbox": [0,0,1,1], "score": 1}]',
    );
    expect(Array.from((await readCocoResults(path, dataset)).class)).toEqual([-1]);
  });
});
