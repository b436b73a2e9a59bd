import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Boxes } from '../../../../src/geometry/boxes.js';
import { KeptFeatures } from '../../../../src/training/detector/kept-features.js';
import { writeSafetensors } from '../../../../src/weights/safetensors.js';

const opening = vi.hoisted(() => ({ refused: false, now: 0, most: 0 }));
vi.mock('../../../../src/platform/node/open-file.js', async (load) => {
  const real = await load<typeof import('../../../../src/platform/node/open-file.js')>();
  const openFile = async (path: string) => {
    if (opening.refused) throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
    opening.most = Math.max(opening.most, ++opening.now);
    const file = await real.openFile(path);
    const close = file.close.bind(file);
    file.close = async () => {
      opening.now--;
      await close();
    };
    return file;
  };
  return { ...real, openFile };
});

let run: string;
let kept: KeptFeatures;
beforeEach(async () => {
  run = mkdtempSync(join(tmpdir(), 'features-'));
  kept = await KeptFeatures.open(run);
  Object.assign(opening, { refused: false, now: 0, most: 0 });
});
afterEach(() => rmSync(run, { recursive: true }));

const features = {
  boxes: Boxes.from([{ x1: 0.125, y1: 0, x2: 3, y2: 4 }]),
  features: Float32Array.of(0.5, 2),
  objects: 1,
  proposals: 0,
  width: 8,
  height: 6,
};
const source = { photograph: 'cat.jpg', base: 'voc', view: 'shared' };
const path = (key: string) => join(run, 'features', `${key}.safetensors`);

it('reads what was written', async () => {
  await kept.write('a', features, source);
  const { boxes, ...rest } = await kept.read('a');
  expect(boxes.toArray()).toEqual(features.boxes.toArray());
  expect(rest).toEqual((({ boxes: _, ...rest }) => rest)(features));
});

it('removes a file that was cut off, to be made anew', async () => {
  await kept.write('a', features, source);
  truncateSync(path('a'), 20);
  await expect(kept.read('a')).rejects.toMatchObject({ code: 'bad-weights' });
  expect(kept.has('a')).toBe(false);
});

it.each([
  ['boxes that are no JSON', { boxes: '[0, 1', numbers: '{}' }],
  ['no numbers', { boxes: '[]' }],
])('removes a file with %s, and names it', async (_, metadata) => {
  const weights = new Map([['features', { data: new Float32Array(2), shape: [1, 2] }]]);
  await writeSafetensors(path('a'), weights, { dtype: 'float16', metadata: () => metadata });
  await expect(kept.read('a')).rejects.toMatchObject({
    code: 'bad-weights',
    message: expect.stringContaining(path('a')),
  });
  expect(kept.has('a')).toBe(false);
});

it('keeps a file that cannot be opened for now', async () => {
  await kept.write('a', features, source);
  opening.refused = true;
  await expect(kept.read('a')).rejects.toThrow('EMFILE');
  expect(existsSync(path('a'))).toBe(true);
  opening.refused = false;
  expect((await kept.read('a')).width).toBe(8);
});

it('lists a damaged file too, with nothing known of it', async () => {
  await kept.write('b', features, source);
  writeFileSync(path('a'), 'no safetensors');
  const listed = await KeptFeatures.list(run);
  expect(listed).toMatchObject([
    { path: path('a'), bytes: 14, photograph: '', base: '', view: '' },
    { path: path('b'), ...source },
  ]);
});

it('opens a few files at a time to list them', async () => {
  for (let i = 0; i < 40; i++) await kept.write(String(i), features, source);
  opening.most = 0;
  expect(await KeptFeatures.list(run)).toHaveLength(readdirSync(join(run, 'features')).length);
  expect(opening.most).toBeLessThanOrEqual(16);
});
