import { expect, it } from 'vitest';
import { loadOpenCv } from '../../../../src/platform/node/load-opencv.js';

it('leaves nothing with its host: no listener of the process, no `then`', async () => {
  const listeners = () =>
    ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event));
  const before = listeners();
  const cv = await Promise.resolve(loadOpenCv());
  expect(listeners()).toEqual(before);
  expect('then' in cv.native).toBe(false);
  expect(loadOpenCv()).toBe(cv);
});
