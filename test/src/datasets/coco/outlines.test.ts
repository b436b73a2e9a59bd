/** Annotations without `bbox`: the box around their segmentation. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCoco } from '../../../../src/datasets/coco/instances.js';
import type { Problem } from '../../../../src/datasets/problem.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outlines-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** @param annotations more of each, beside its ids */
async function read(...annotations: string[]) {
  const path = join(folder, 'instances.json');
  const own = (more: string, id: number) => `{"id": ${id}, ${more} "image_id": 1, "category_id": 1}`;
  await writeFile(
    path,
    `{"images": [{"id": 1, "file_name": "a.jpg", "width": 80, "height": 60}],
"annotations": [${annotations.map(own).join(',\n')}],
"categories": [{"id": 1, "name": "mug"}]}`,
  );
  const notes: Problem[] = [];
  const { truth } = await readCoco(path, { onNote: (note) => notes.push(note) });
  const boxes = Array.from(truth.x1, (x1, i) => [x1, truth.y1[i], truth.x2[i], truth.y2[i]]);
  return { truth, boxes, notes };
}

const POLYGONS = '"segmentation": [[10.5, 20, 30, 20, 30, 44.25], [5, 30, 8, 30, 8, 31]],';

describe('an annotation of COCO without a box', () => {
  it.each([
    ['polygons', POLYGONS, [5, 20, 30, 44.25]],
    ['polygons, and null for a box', `"bbox": null, ${POLYGONS}`, [5, 20, 30, 44.25]],
    ['polygons, and no numbers for a box', `"bbox": [], ${POLYGONS}`, [5, 20, 30, 44.25]],
    ['polygons before no numbers for a box', `${POLYGONS} "bbox": [],`, [5, 20, 30, 44.25]],
    ['one flat polygon', '"segmentation": [1, 2, 9, 2, 9, 8],', [1, 2, 9, 8]],
    ['pairs', '"segmentation": [[[1, 2], [9, 2], [9, 8]]],', [1, 2, 9, 8]],
    ['runs', '"segmentation": {"size": [5, 4], "counts": [8, 4, 8]},', [1, 0, 3, 5]],
    [
      'a list of runs, one of them compressed',
      '"segmentation": [{"size": [5, 4], "counts": "71<"}, {"size": [5, 4], "counts": [13, 2, 5]}],',
      [1, 2, 3, 5],
    ],
    [
      'runs beside a polygon',
      '"segmentation": [{"size": [5, 4], "counts": [8, 4, 8]}, [2, 1, 9, 1, 9, 2]],',
      [1, 0, 9, 5],
    ],
    ['compressed runs', '"segmentation": {"counts": "848", "size": [5, 4]},', [1, 0, 3, 5]],
  ])('has the box around its outline: %s', async (_, more, expected) => {
    const { boxes, truth, notes } = await read(more);
    expect(boxes).toEqual([expected]);
    const [x1, y1, x2, y2] = expected as [number, number, number, number];
    expect([truth.area[0], truth.boxArea![0]]).toEqual([(x2 - x1) * (y2 - y1), (x2 - x1) * (y2 - y1)]);
    expect(notes).toEqual([]);
  });

  it.each([
    ['after it', `${POLYGONS} "bbox": [1, 2, 3, 4],`],
    ['before it', `"bbox": [1, 2, 3, 4], ${POLYGONS}`],
    ['beside what is no outline', '"segmentation": {"counts": {}, "size": "?"}, "bbox": [1, 2, 3, 4],'],
    [
      'beside a list of what is no mask',
      '"segmentation": [{"counts": {}, "size": "?"}], "bbox": [1, 2, 3, 4],',
    ],
    ['beside text', '"segmentation": ["\\u00e9", null, [true]], "bbox": [1, 2, 3, 4],'],
  ])('is not meant where there is one: %s', async (_, more) => {
    expect((await read(more)).boxes).toEqual([[1, 2, 4, 6]]);
  });

  it('keeps the area that it records', async () => {
    expect([...(await read(`${POLYGONS} "area": 77,`)).truth.area]).toEqual([77]);
  });

  it('is left out where it has no outline either; a note counts them', async () => {
    const point = '"segmentation": [[4, 4]],';
    const { boxes, notes } = await read(
      '',
      POLYGONS,
      point,
      '"segmentation": [], "bbox": [],',
      '"segmentation": [{}],',
    );
    expect(boxes).toEqual([[5, 20, 30, 44.25]]);
    expect(notes).toMatchObject([
      {
        kind: 'left-out',
        message: 'an annotation without bbox or an outline has no box: left out 4 times, first on a.jpg.',
      },
    ]);
  });

  it('has nothing of the one before', async () => {
    expect((await read(POLYGONS, '"segmentation": [[6, 6, 7, 9]],')).boxes[1]).toEqual([6, 6, 7, 9]);
  });
});
