import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Boxes } from '../../../../../src/geometry/boxes.js';
import { KeptProposals } from '../../../../../src/training/detector/fine-tune/kept-proposals.js';

let folder: string;
let file: string;
let searched: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-'));
  file = join(folder, 'boxes.ndjson');
  searched = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const raster = { width: 4, height: 4, data: new Uint8Array(48) };
const open = () =>
  KeptProposals.open({
    file,
    search: async () => Boxes.from([{ x1: 0, y1: 0.5, x2: ++searched, y2: 4 }]),
  });

it('searches a photograph once, in this process and the next', async () => {
  const first = await open();
  const boxes = (await first.of('a/1.jpg', raster)).toArray();
  expect(boxes).toEqual([{ x1: 0, y1: 0.5, x2: 1, y2: 4 }]);
  expect((await first.of('b/1.jpg', raster)).toArray()).toEqual(boxes); // by name, wherever it lies
  expect((await (await open()).of('1.jpg', raster)).toArray()).toEqual(boxes);
  expect(searched).toBe(1);
});

it('takes what `propose --json` prints', async () => {
  writeFileSync(file, '{"image":"x/2.jpg","width":4,"height":4,"boxes":[[0,1,2,3]],"timings":{"total":1}}\n');
  expect((await (await open()).of('2.jpg', raster)).toArray()).toEqual([{ x1: 0, y1: 1, x2: 2, y2: 3 }]);
});

it('forgets a line that a killed process left half-written', async () => {
  await (await open()).of('1.jpg', raster);
  const whole = readFileSync(file, 'utf8');
  appendFileSync(file, '{"image":"2.jpg","boxes":[[0,');
  const again = await open();
  expect(again.count).toBe(1);
  await again.of('2.jpg', raster);
  expect(readFileSync(file, 'utf8').startsWith(`${whole}{"image":"2.jpg","width"`)).toBe(true);
  expect((await open()).count).toBe(2);
});

it('leaves a line alone that another run is writing', async () => {
  await (await open()).of('1.jpg', raster);
  const line = '{"image":"2.jpg","width":4,"height":4,"boxes":[[0,1,2,3]]}\n';
  appendFileSync(file, line.slice(0, 20));
  expect((await open()).count).toBe(1);
  appendFileSync(file, line.slice(20));
  expect((await open()).count).toBe(2);
});

it('finds its own lines after those that another run added meanwhile', async () => {
  const [one, other] = [await open(), await open()];
  await one.of('1.jpg', raster);
  const second = (await other.of('2.jpg', raster)).toArray();
  const third = (await one.of('3.jpg', raster)).toArray();
  expect((await other.of('2.jpg', raster)).toArray()).toEqual(second);
  expect((await one.of('3.jpg', raster)).toArray()).toEqual(third);
  expect(searched).toBe(3);
});

it.each([
  ['no JSON', 'boxes'],
  ['a photograph that failed', '{"image":"a.jpg","error":"unreadable"}'],
  ['a box without area', '{"image":"a.jpg","boxes":[[0,0,0,4]]}'],
  ['a side that is missing', '{"image":"a.jpg","boxes":[[0,0,4]]}'],
])('names the line that holds %s', async (_, line) => {
  writeFileSync(file, `{"image":"1.jpg","boxes":[]}\n${line}\n`);
  await expect(open()).rejects.toThrow(`${file}:2`);
});
