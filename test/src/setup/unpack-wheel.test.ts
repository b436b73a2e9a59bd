import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placeOf } from '../../../src/setup/tensorflow-release.js';
import { unpackWheel } from '../../../src/setup/unpack-wheel.js';
import { wheelFiles } from '../../support/fake-wheel.js';
import { zipOf } from '../../support/zip.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unpack-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('unpackWheel', () => {
  it('refuses what is no zip archive', async () => {
    const path = join(folder, 'text.whl');
    await writeFile(path, 'some text that is long enough for the end of a directory');
    await expect(unpackWheel(path, { folder })).rejects.toThrow(`Expected ${path} to be a wheel`);
  });

  it('refuses a wheel that lacks a library', async () => {
    const path = join(folder, 'other.whl');
    const { 'tensorflow/libtensorflow_cc.so.2': _, ...rest } = wheelFiles;
    await writeFile(path, zipOf(rest));
    await expect(unpackWheel(path, { folder })).rejects.toThrow('Expected libtensorflow_cc and _framework');
  });

  it('stops between pieces when it is aborted', async () => {
    const path = join(folder, 'good.whl');
    await writeFile(path, zipOf(wheelFiles));
    const signal = AbortSignal.abort();
    await expect(unpackWheel(path, { folder, signal })).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('placeOf', () => {
  it.each([
    ['the library', 'tensorflow/libtensorflow_cc.so.2', 'lib/libtensorflow_cc.so.2'],
    ['the C API', 'tensorflow/include/tensorflow/c/eager/c_api.h', 'include/tensorflow/c/eager/c_api.h'],
    [
      'its strings, older place',
      'tensorflow/include/tsl/platform/ctstring.h',
      'include/tsl/platform/ctstring.h',
    ],
    [
      'its strings, newer place',
      'tensorflow/include/xla/tsl/platform/ctstring.h',
      'include/xla/tsl/platform/ctstring.h',
    ],
    ['the licence', 'tensorflow_cpu-2.15.1.dist-info/LICENSE', 'LICENSE'],
    ['no C++ header', 'tensorflow/include/tensorflow/core/framework/op.h', undefined],
    ['no Python module', 'tensorflow/python/_pywrap_tfe.so', undefined],
    ['nothing that climbs out', '../tensorflow/include/tensorflow/c/c_api.h', undefined],
  ])('knows where to put %s', (_what, entry, place) => {
    expect(placeOf(entry)).toBe(place);
  });
});
