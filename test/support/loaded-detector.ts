import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Detector, loadDetector } from '../../src/index.js';
import { drawScene } from './photographs.js';
import { writeTinyDetector } from './tiny-detector.js';

export interface LoadedDetector {
  /** For what a test writes. */
  folder: string;
  /** The file of the model. */
  model: string;
  /** A photograph on which it finds something. */
  picture: string;
  detector: Detector;
}

/** A small detector as programs load it, for the tests of one file; complete when the first of them runs. */
export function loadedDetector(): Readonly<LoadedDetector> {
  const given = {} as LoadedDetector;
  beforeAll(async () => {
    given.folder = await mkdtemp(join(tmpdir(), 'library-'));
    given.model = await writeTinyDetector(given.folder);
    given.picture = await drawScene(join(given.folder, 'scene.png'));
    given.detector = await loadDetector({ model: given.model, count: 40, engine: 'onnx' });
  }, 60_000);
  afterAll(async () => {
    given.detector.dispose();
    await rm(given.folder, { recursive: true });
  });
  return given;
}
