import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../../../src/datasets/formats.js';
import type { Progress } from '../../../../src/progress.js';

const folder = mkdtempSync(join(tmpdir(), 'coco-progress-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('reading the truth of COCO', () => {
  it('tells how much of the file is read', async () => {
    const file = join(folder, 'truth.json');
    const annotations = Array.from({ length: 50_000 }, (_, id) => ({
      ...{ id, image_id: 1, category_id: 1, bbox: [0, 0, 9, 9], area: 81, iscrowd: 0 },
    }));
    const images = [{ id: 1, file_name: 'a.jpg', width: 10, height: 10 }];
    writeFileSync(file, JSON.stringify({ images, categories: [{ id: 1, name: 'cat' }], annotations }));
    const told: Progress[] = [];
    await readDataset(file, { onProgress: (progress) => told.push(progress) });
    const total = Math.ceil(statSync(file).size / 1000);
    expect(told.length).toBeGreaterThan(2);
    expect(new Set(told.map(({ stage, total }) => `${stage} ${total}`))).toEqual(
      new Set([`kB of truth ${total}`]),
    );
    const done = told.map((progress) => progress.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(0)).toBeLessThan(total);
    expect(done.at(-1)).toBe(total);
  });
});
