import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { TruthBuilder } from '../../../../src/datasets/columns.js';
import { readNdjsonTruth, writeNdjsonTruth } from '../../../../src/datasets/ndjson/truth.js';
import type { Dataset } from '../../../../src/datasets/records.js';

const folder = mkdtempSync(join(tmpdir(), 'ndjson-truth-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('keeps boxes that hold no object, and the text ids of a COCO file', async () => {
  const background = [{ x1: 1, y1: 2, x2: 30, y2: 40 }];
  const image = { id: 'a', file: 'a.jpg', width: 120, height: 90, textId: 'a-1', background };
  const classes = [{ name: 'cat', id: 1, textId: 'cat-1' }];
  const dataset: Dataset = { images: [image], classes, truth: new TruthBuilder().finish([]), root: folder };
  const file = join(folder, 'truth.ndjson');
  await writeNdjsonTruth(file, dataset);
  expect(await readNdjsonTruth(file)).toMatchObject({ images: [image], classes });
});
