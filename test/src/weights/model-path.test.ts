import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../../../src/platform/node/package-root.js';
import { modelPath, registeredPath } from '../../../src/weights/model-path.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-'));
  vi.stubEnv('GOOGLENET_RCNN_CACHE', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('modelPath', () => {
  it('knows the shipped and the fetched models', () => {
    expect(registeredPath('voc')).toBe(join(packageRoot, 'models', 'voc.safetensors'));
    expect(registeredPath('multibox')).toBe(join(packageRoot, 'models', 'multibox.safetensors'));
    expect(registeredPath('bvlc')).toBe(join(folder, 'bvlc.safetensors'));
  });

  it('says which command fetches an absent model', () => {
    expect(() => modelPath('bvlc')).toThrow(
      expect.objectContaining({
        code: 'file-not-found',
        message: expect.stringContaining('Run `googlenet-rcnn weights fetch bvlc`'),
      }),
    );
  });

  it('finds a fetched model and a file', async () => {
    const path = join(folder, 'bvlc.safetensors');
    await writeFile(path, '');
    expect(modelPath('bvlc')).toBe(path);
    expect(modelPath(path)).toBe(path);
  });

  it.each([
    ['without a model', [], 'with no .safetensors in it.'],
    [
      'of a run',
      ['final.safetensors', 'best.safetensors', 'log.ndjson'],
      'with best.safetensors, final.safetensors in it. Name ',
    ],
  ])('refuses a folder %s', async (_, files, message) => {
    for (const name of files) await writeFile(join(folder, name), '');
    expect(() => modelPath(folder)).toThrow(
      expect.objectContaining({ code: 'bad-option', message: expect.stringContaining(message) }),
    );
  });

  it.each([
    [
      'a word that is no name',
      'vocc',
      'bad-option',
      'to be voc, multibox, bvlc (after `googlenet-rcnn weights fetch bvlc`) or a file, but got "vocc"',
    ],
    ['a word that every object has', 'constructor', 'bad-option', '"constructor"'],
    ['a path without a file', './none.safetensors', 'file-not-found', './none.safetensors'],
  ])('refuses %s', (_, name, code, message) => {
    expect(() => modelPath(name)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});
