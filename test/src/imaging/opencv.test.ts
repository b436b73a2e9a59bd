import { describe, expect, it } from 'vitest';
import { liveMats, MatScope, openCv } from '../../../src/imaging/opencv.js';

describe('openCv', () => {
  it('loads without listening to the process and without being thenable', async () => {
    const before = process.listenerCount('unhandledRejection') + process.listenerCount('uncaughtException');
    const cv = await Promise.resolve(openCv());
    expect(process.listenerCount('unhandledRejection') + process.listenerCount('uncaughtException')).toBe(
      before,
    );
    expect(cv).toBe(openCv());
  });

  it('has a number for every constant that it names', () => {
    const values = Object.entries(openCv()).filter(([name]) => /^(CV|COLOR|INTER|BORDER)_/.test(name));
    expect(values.length).toBeGreaterThan(15);
    for (const [name, value] of values) expect(value, name).toBeTypeOf('number');
  });

  it('converts RGB, not BGR, to HSV', () => {
    const cv = openCv();
    using scope = new MatScope();
    const hsv = scope.mat();
    const red = scope.fromRaster({ width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 0, 0, 255) });
    cv.cvtColor(red, hsv, cv.COLOR_RGB2HSV, 0);
    expect([...hsv.data]).toEqual([0, 255, 255, 120, 255, 255]);
  });

  it('names what OpenCV refused', () => {
    const cv = openCv();
    using scope = new MatScope();
    const grey = scope.mat({ rows: 2, cols: 2, type: cv.CV_8UC1 });
    expect(() => cv.cvtColor(grey, scope.mat(), cv.COLOR_RGB2Lab, 0)).toThrow(
      /OpenCV: .*Invalid number of channels/s,
    );
  });

  it('blurs, differentiates, filters and resizes a float ramp', () => {
    const cv = openCv();
    using scope = new MatScope();
    const ramp = Float32Array.from({ length: 64 }, (_, i) => i % 8);
    const from = scope.fromFloats(ramp, { rows: 8, cols: 8, channels: 1 });
    const to = scope.mat();
    cv.Sobel(from, to, cv.CV_32F, 1, 0, 3, 1 / 8, 0, cv.BORDER_REFLECT_101);
    expect(to.data32F[3 * 8 + 4]).toBe(1);
    cv.GaussianBlur(from, to, { width: 0, height: 0 }, 0.8, 0.8, cv.BORDER_REFLECT_101);
    expect(to.data32F[3 * 8 + 4]).toBeCloseTo(4, 5);
    const box = scope.fromFloats(Float32Array.of(0.25, 0.5, 0.25), { rows: 1, cols: 3, channels: 1 });
    cv.sepFilter2D(from, to, cv.CV_32F, box, box, { x: -1, y: -1 }, 0, cv.BORDER_REPLICATE);
    expect(to.data32F[3 * 8]).toBe(0.25);
    cv.resize(from, to, { width: 4, height: 4 }, 0, 0, cv.INTER_AREA);
    expect([...to.data32F.slice(0, 4)]).toEqual([0.5, 2.5, 4.5, 6.5]);
  });
});

describe('MatScope', () => {
  it('frees what it made and counts it', () => {
    const before = liveMats();
    const scope = new MatScope();
    const mats = [scope.mat(), scope.mat({ rows: 2, cols: 3, type: openCv().CV_32FC1 })];
    expect(liveMats()).toBe(before + 2);
    scope.free(mats[0]);
    scope.free(mats[0]);
    expect(liveMats()).toBe(before + 1);
    scope.dispose();
    scope.dispose();
    expect(liveMats()).toBe(before);
    expect(mats.every((mat) => mat.isDeleted())).toBe(true);
  });

  it('frees when the block throws', () => {
    const before = liveMats();
    expect(() => {
      using scope = new MatScope();
      scope.mat();
      throw new Error('stop');
    }).toThrow('stop');
    expect(liveMats()).toBe(before);
  });

  it('gives views that survive the growth of the heap when taken anew', () => {
    using scope = new MatScope();
    const small = scope.fromRaster({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3) });
    const stale = small.data;
    for (let i = 0; i < 8; i++) scope.mat({ rows: 4000, cols: 6000, type: openCv().CV_8UC3 });
    expect(stale.length).toBe(0);
    expect([...small.data]).toEqual([1, 2, 3]);
  });
});
