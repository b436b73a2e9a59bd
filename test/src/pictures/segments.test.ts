import { describe, expect, it } from 'vitest';
import { drawSegments } from '../../../src/pictures/segments.js';

const black = { width: 4, height: 2, data: new Uint8Array(24) };
const pixels = ({ data }: { data: Uint8Array }) =>
  Array.from({ length: data.length / 3 }, (_, i) => data.subarray(3 * i, 3 * i + 3).join());

describe('drawSegments', () => {
  it('gives each segment one colour and darkens its border', () => {
    const labels = Int32Array.of(7, 7, 900, 900, 7, 7, 900, 900);
    const [a, edgeA, b, c, , , ,] = pixels(drawSegments(black, labels));
    expect(b).toBe(c);
    expect(new Set([a, edgeA, b]).size).toBe(3);
    expect(Number(edgeA.split(',')[1])).toBeLessThan(Number(a.split(',')[1]));
  });

  it('lets the photograph shine through', () => {
    const labels = new Int32Array(8);
    const white = { ...black, data: new Uint8Array(24).fill(255) };
    const [dark, light] = [drawSegments(black, labels), drawSegments(white, labels)];
    for (let i = 0; i < 24; i++) expect(light.data[i] - dark.data[i]).toBeGreaterThan(80);
  });

  it('refuses labels that are not one a pixel', () => {
    expect(() => drawSegments(black, new Int32Array(7))).toThrow(
      'Expected 8 labels, one a pixel, but got 7.',
    );
  });
});
