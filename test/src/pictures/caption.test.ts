import { expect, it } from 'vitest';
import type { Raster } from '../../../src/imaging/raster.js';
import { stacked, withCaption } from '../../../src/pictures/caption.js';
import { captionedEvidence } from '../../../src/pictures/evidence.js';

const grey = (width: number, height: number): Raster => {
  return { width, height, data: new Uint8Array(3 * width * height).fill(128) };
};
const light = ({ data }: Raster) => data.filter((value) => value > 200).length;

it.each(['above', 'below'] as const)('writes %s the picture, which keeps its pixels', async (place) => {
  const picture = grey(300, 100);
  const { width, height, data } = await withCaption(picture, 'three words here', { place, font: 12 });
  const strip = height - 100;
  expect([width, strip]).toEqual([300, 24]);
  const start = place === 'above' ? 3 * 300 * strip : 0;
  expect(Buffer.compare(data.subarray(start, start + picture.data.length), picture.data)).toBe(0);
  expect(light({ width, height, data })).toBeGreaterThan(100);
});

it('stacks pictures of several widths', () => {
  const { width, height, data } = stacked([grey(2, 1), grey(3, 2)]);
  expect([width, height]).toEqual([3, 3]);
  expect([...data.filter((_, i) => i % 3 === 0)]).toEqual([128, 128, 24, 128, 128, 128, 128, 128, 128]);
});

it.each<[string, number[], boolean]>([
  ['a positive value needs no words', [-1, 0.01], false],
  ['no positive value is said', [-1, 0], true],
])('evidence: %s', async (_what, values, said) => {
  const map = { width: 2, height: 1, values: Float32Array.from(values), box: { x1: 0, y1: 0, x2: 9, y2: 9 } };
  expect((await captionedEvidence(grey(432, 100), map)).height > 100).toBe(said);
});
