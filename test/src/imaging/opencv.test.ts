import { describe, expect, it } from 'vitest';
import { guardedOpenCv, MatScope, matCounts, type NativeOpenCv } from '../../../src/imaging/opencv.js';
import { loadOpenCv } from '../../../src/platform/node/load-opencv.js';

const cv = loadOpenCv();

describe('an OpenCV that is loaded', () => {
  it('has a number for every constant that it names', () => {
    const values = Object.entries(cv).filter(([name]) => /^(CV|COLOR|INTER|BORDER)_/.test(name));
    expect(values.length).toBeGreaterThan(10);
    for (const [name, value] of values) expect(value, name).toBeTypeOf('number');
  });

  it('converts RGB, not BGR, to HSV', () => {
    using scope = new MatScope(cv);
    const hsv = scope.mat();
    const red = scope.fromRaster({ width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 0, 0, 255) });
    cv.cvtColor(red, hsv, cv.COLOR_RGB2HSV_FULL, 0);
    expect([...hsv.data]).toEqual([0, 255, 255, 171, 255, 255]);
  });

  it('names what OpenCV refused', () => {
    using scope = new MatScope(cv);
    const grey = scope.mat({ rows: 2, cols: 2, type: cv.CV_8UC1 });
    expect(() => cv.cvtColor(grey, scope.mat(), cv.COLOR_RGB2Lab, 0)).toThrow(
      /OpenCV: .*Invalid number of channels/s,
    );
  });

  it('says that memory is short', () => {
    using scope = new MatScope(cv);
    expect(() => scope.mat({ rows: 30_000, cols: 30_000, type: cv.CV_8UC3 })).toThrow(
      /OpenCV: .*Insufficient memory/s,
    );
  });

  it.each([
    ['no exception', () => ({})],
    [
      'a wild pointer',
      () => {
        throw new RangeError('out of bounds');
      },
    ],
  ])('shows no number to anyone when it stands for %s', (_, exceptionFromPtr) => {
    const resize = () => {
      throw 6491520;
    };
    const broken = guardedOpenCv({
      ...(cv.native as object),
      exceptionFromPtr,
      resize,
    } as unknown as NativeOpenCv);
    const call = () =>
      broken.resize(undefined as never, undefined as never, { width: 1, height: 1 }, 0, 0, 0);
    expect(call).toThrow(/^OpenCV: it stopped without a reason/);
  });
});

describe('MatScope', () => {
  it('frees what it made and counts it', () => {
    const before = matCounts();
    const scope = new MatScope(cv);
    const picture = scope.fromRaster({ width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    const mats = [scope.mat(), picture, ...scope.split(picture)];
    expect(mats.slice(2).map(({ data }) => [...data])).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(matCounts()).toEqual({ made: before.made + 5, alive: before.alive + 5 });
    scope[Symbol.dispose]();
    scope[Symbol.dispose]();
    expect(matCounts()).toEqual({ made: before.made + 5, alive: before.alive });
    expect(mats.every((mat) => mat.isDeleted())).toBe(true);
  });

  it('frees when the block throws', () => {
    const before = matCounts().alive;
    expect(() => {
      using scope = new MatScope(cv);
      scope.mat();
      throw new Error('stop');
    }).toThrow('stop');
    expect(matCounts().alive).toBe(before);
  });

  it('gives views that survive the growth of the heap when taken anew', () => {
    using scope = new MatScope(cv);
    const small = scope.fromRaster({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3) });
    const stale = small.data;
    for (let i = 0; i < 8; i++) scope.mat({ rows: 4000, cols: 6000, type: cv.CV_8UC3 });
    expect(stale.length).toBe(0);
    expect([...small.data]).toEqual([1, 2, 3]);
  });
});
