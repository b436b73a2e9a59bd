import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../../../src/package-root.js';
import { cacheFolder, modelPath, registeredPath } from '../../../src/weights/model-path.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-'));
  vi.stubEnv('GOOGLENET_RCNN_CACHE', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('cacheFolder', () => {
  it.each([
    ['its own variable first', { GOOGLENET_RCNN_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/a'],
    ['then the XDG folder', { XDG_CACHE_HOME: '/b' }, '/b/googlenet-rcnn'],
    ['then ~/.cache', {}, join(homedir(), '.cache', 'googlenet-rcnn')],
    [
      'empty is absent',
      { GOOGLENET_RCNN_CACHE: '', XDG_CACHE_HOME: '' },
      join(homedir(), '.cache', 'googlenet-rcnn'),
    ],
  ])('%s', (_, env, expected) => {
    expect(cacheFolder(env)).toBe(expected);
  });
});

describe('modelPath', () => {
  it('knows the shipped and the fetched model', () => {
    expect(registeredPath('voc')).toBe(join(packageRoot, 'models', 'voc.safetensors'));
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
    ['a word that is no name', 'vocc', 'bad-option', 'one of voc, bvlc, a file, but got "vocc"'],
    ['a word that every object has', 'constructor', 'bad-option', '"constructor"'],
    ['a path without a file', './none.safetensors', 'file-not-found', './none.safetensors'],
  ])('refuses %s', (_, name, code, message) => {
    expect(() => modelPath(name)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});
