import { expect, it, onTestFinished, vi } from 'vitest';
import type { Detector } from '../../../detection/detector.js';
import * as loading from '../../../detection/load-detector.js';
import { TeachSession } from '../../../src/teach/session.js';
import { createTeachServer } from '../../../src/teach/teach-server.js';

vi.mock('../../../detection/load-detector.js');
vi.mock('../../../src/teach/teach-routes.js', () => ({
  teachRoutes: () => {
    throw new Error('no routes');
  },
}));

it('disposes of its session when its server cannot be made', async () => {
  const disposed: string[] = [];
  const base = { dispose: () => disposed.push('base') };
  vi.mocked(loading.loadDetector).mockResolvedValue(base as unknown as Detector);
  const session = { model: 'absent', [Symbol.asyncDispose]: async () => disposed.push('session') };
  vi.spyOn(TeachSession, 'open').mockResolvedValue(session as unknown as TeachSession);
  onTestFinished(() => void vi.restoreAllMocks());
  const made = createTeachServer({ root: 'photos', base: 'voc', engine: 'onnx', page: 'page' });
  await expect(made).rejects.toThrow('no routes');
  expect(disposed).toEqual(['session', 'base']);
});
