import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { RegionMode } from '../../../../detection/modes/modes.js';
import type { Engine } from '../../../../src/engines/engine.js';
import { loadEngine } from '../../../../src/engines/index.js';
import { openFeatureReader } from '../../../../src/training/detector/base-view.js';
import { loadModel } from '../../../../src/weights/model-file.js';
import { writeTinyDetector } from '../../../support/tiny-detector.js';

const folder = mkdtempSync(join(tmpdir(), 'base-view-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each<RegionMode>(['shared', 'crops'])('runs a base by as many threads as asked: %s', async (mode) => {
  const base = await loadModel(await writeTinyDetector(folder));
  const onnx = await loadEngine('onnx');
  const threads: unknown[] = [];
  const engine: Engine = {
    name: onnx.name,
    compile: (network, weights, options) => {
      threads.push(options?.threads);
      return onnx.compile(network, weights, options);
    },
  };
  using _ = await openFeatureReader(base, { engine, mode, threads: 1 });
  expect(threads.length).toBeGreaterThan(0);
  expect(new Set(threads)).toEqual(new Set([1]));
});
