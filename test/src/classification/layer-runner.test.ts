import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { LayerRunner } from '../../../src/classification/layer-runner.js';
import { loadModel } from '../../../src/weights/model-file.js';
import { writeTinyClassifier } from '../../support/tiny-classifier.js';

it('compiles a layer again after it did not compile once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'layer-runner-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const model = await loadModel(await writeTinyClassifier(folder, ['cat', 'dog']));
  const executable = { run: vi.fn(), [Symbol.dispose]: vi.fn() };
  const compile = vi.fn().mockRejectedValueOnce(new Error('out of memory')).mockResolvedValue(executable);
  const runner = new LayerRunner(model, { name: 'stub', compile }, undefined);
  await expect(runner.compiled('prob')).rejects.toThrow('out of memory');
  expect(await runner.compiled('prob')).toBe(executable);
  expect(await runner.compiled('prob')).toBe(executable);
  expect(compile).toHaveBeenCalledTimes(2);
});
