import { expect, it, vi } from 'vitest';
import type { ImageOperations } from '../../../proposals/selective-search/image-operations.js';
import { plainFirst } from '../../../proposals/selective-search/plain-first.js';
import type { Raster } from '../../../src/imaging/raster.js';

/** Only its size is looked at. */
const picture = (width: number, height: number): Raster => ({ width, height, data: new Uint8Array() });

/** Operations that do nothing but say who was asked. */
function counted() {
  const asked: string[] = [];
  const named = (name: string): ImageOperations => ({
    shrink: (image) => {
      asked.push(`${name} shrinks`);
      return image;
    },
    convert: () => asked.push(`${name} converts`),
    blur: () => asked.push(`${name} blurs`),
  });
  const load = vi.fn(() => named('OpenCV'));
  return { asked, load, operations: plainFirst(load, named('plain')) };
}

const plane = {
  ...{ source: new Uint8Array(), target: new Float32Array() },
  ...{ size: { width: 1, height: 1 }, sigma: 1 },
};

it('loads OpenCV once the pixels converted have paid for it, and stays with it', () => {
  const { asked, load, operations } = counted();
  for (let i = 0; i < 12; i++) operations.convert(picture(1000, 1000), 'lab', new Uint8Array());
  operations.blur(plane);
  expect(load).not.toHaveBeenCalled();
  expect(new Set(asked)).toEqual(new Set(['plain converts', 'plain blurs']));

  asked.length = 0;
  operations.convert(picture(1, 1), 'lab', new Uint8Array());
  operations.blur(plane);
  operations.shrink(picture(1, 1), { width: 1, height: 1 });
  expect(asked).toEqual(['OpenCV converts', 'OpenCV blurs', 'OpenCV shrinks']);
  expect(load).toHaveBeenCalledOnce();
});

it('does not load OpenCV for the colours of one large picture that it has shrunk plainly', () => {
  const { asked, load, operations } = counted();
  operations.shrink(picture(5000, 4000), { width: 500, height: 400 });
  for (const space of ['hsv', 'lab'] as const) operations.convert(picture(500, 400), space, new Uint8Array());
  expect(asked).toEqual(['plain shrinks', 'plain converts', 'plain converts']);
  operations.shrink(picture(5000, 4000), { width: 500, height: 400 });
  operations.convert(picture(500, 400), 'hsv', new Uint8Array());
  expect(load).toHaveBeenCalledOnce();
});
