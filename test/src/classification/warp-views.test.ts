import { describe, expect, it } from 'vitest';
import { type Crops, viewsOf } from '../../../src/classification/views.js';
import { warpViews } from '../../../src/classification/warp-views.js';
import { warpBox } from '../../../src/imaging/warp.js';
import { noise } from '../../support/noise.js';

const preprocessing = { inputSize: 32, channelOrder: 'bgr', mean: [104, 117, 123] } as const;
const inputSize = 32;

describe('warpViews', () => {
  it.each<[string, number, number, Crops]>([
    ['a landscape, 144 crops', 61, 40, 144],
    ['a portrait, 144 crops', 40, 97, 144],
    ['a square, 144 crops', 50, 50, 144],
    ['a landscape that shrinks more than twofold', 500, 190, 144],
    ['a photograph of 3 x 2 pixels', 3, 2, 144],
    ['ten crops', 61, 40, 10],
    ['the centre', 61, 40, 1],
  ])('gives what warping each view on its own gives: %s', (_what, width, height, crops) => {
    const raster = noise(width, height);
    const views = viewsOf(raster, { crops, inputSize });
    const floats = 3 * inputSize * inputSize;
    const twin = new Float32Array(views.length * floats);
    views.forEach(({ box, mirror }, i) => {
      warpBox(raster, box, {
        width: inputSize,
        height: inputSize,
        preprocessing,
        mirror,
        into: twin,
        offset: i * floats,
      });
    });
    const worst = warpViews(raster, views, { inputSize, preprocessing }).reduce(
      (most, value, i) => Math.max(most, Math.abs(value - twin[i]!)),
      0,
    );
    expect(worst).toBeLessThan(2e-3); // of 255: positions are rounded at other places
  });
});
