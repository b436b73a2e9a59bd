import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { detectorRecord } from '../../../../../detection/record.js';
import { loadModel } from '../../../../../src/weights/model-file.js';
import { runInProcess } from '../../../../support/run-in-process.js';
import { writeTinyDetector } from '../../../../support/tiny-detector.js';

const folder = mkdtempSync(join(tmpdir(), 'thresholds-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('gives a script the thresholds that it writes', async () => {
  const box = { x1: 10, y1: 10, x2: 60, y2: 60 };
  const image = { image: 'a', width: 120, height: 90 };
  const classes = ['cat', 'dog'].map((name, i) => ({ name, id: i + 1 }));
  const lines = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const at = (name: string) => join(folder, name);
  writeFileSync(at('truth.ndjson'), lines({ classes }, { ...image, objects: [{ class: 'cat', box }] }));
  const detections = [{ class: 'cat', score: 0.75, box }];
  writeFileSync(at('found.ndjson'), lines({ ...image, detections }));
  const model = await writeTinyDetector(folder);
  const { code, out } = await runInProcess(
    ...['weights', 'thresholds', model, '--truth', at('truth.ndjson'), '--detections', at('found.ndjson')],
    ...['--out', at('better.safetensors'), '--json'],
  );
  expect(code).toBe(0);
  const { thresholds } = detectorRecord(await loadModel(at('better.safetensors')));
  expect(JSON.parse(out)).toEqual({ out: at('better.safetensors'), thresholds });
  expect(thresholds).toHaveProperty('cat');
});
