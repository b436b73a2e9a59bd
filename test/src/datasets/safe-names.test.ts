import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DetectionBuilder, TruthBuilder } from '../../../src/datasets/columns.js';
import { type Format, writeDataset, writeDetections } from '../../../src/datasets/formats.js';
import { safeFileName } from '../../../src/datasets/safe-names.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safe-names-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a name that becomes a file', () => {
  it.each([
    ['a step upwards', '..'],
    ['the folder itself', '.'],
    ['nothing', ''],
    ['a device of Windows', 'CON'],
    ['a device with an ending', 'lpt1.txt'],
    ['a slash', 'w/o helmet'],
    ['a backslash', '..\\\\b'],
    ['a drive', 'C:b'],
    ['an escape sequence', '\u001b[31m'],
    ['a newline', 'a\nb'],
    ['letters from right to left', '\u202egpj'],
  ])('is refused: %s', (_, name) => {
    expect(() => safeFileName('the class', name, 'out')).toThrow(/^out: expected the class without /);
  });

  it.each(['traffic light', '猫', 'salt & pepper', '06', '1.0', 'concert', 'a.b', '👩\u200d🚀'])(
    'is taken: %s',
    (name) => {
      expect(safeFileName('the class', name, 'out')).toBe(name);
    },
  );

  it('may have folders where they are allowed', () => {
    expect(safeFileName('the image id', 'cam1/0001', 'out', { folders: true })).toBe('cam1/0001');
    expect(() => safeFileName('the image id', 'cam1/../x', 'out', { folders: true })).toThrow(
      'expected the image id',
    );
  });
});

describe('nothing is written before all names are judged', () => {
  const classes = ['cat', 'w/o helmet', 'a\u0007b'].map((name, i) => ({
    name,
    id: i + 1,
    wnid: `n0000000${i}`,
  }));
  const images = [{ id: 'a', file: 'a.jpg', width: 9, height: 9 }];

  it.each<[string, Format, number]>([['results, whose classes become files', 'voc', 2]])(
    '%s',
    async (_, format, count) => {
      const out = join(folder, 'results');
      const writing = writeDetections(
        out,
        new DetectionBuilder().finish([]),
        { images, classes: classes.slice(0, count) },
        format,
      );
      await expect(writing).rejects.toThrow('expected the class without slashes');
      await expect(readdir(out)).rejects.toThrow('ENOENT');
    },
  );

  it.each<Format>(['voc', 'ilsvrc-det'])(
    'truth as %s, whose classes stand in XML or lines',
    async (format) => {
      const out = join(folder, format);
      const writing = writeDataset(out, { images, classes, truth: new TruthBuilder().finish([]) }, format);
      await expect(writing).rejects.toThrow('expected the class without control characters');
      await expect(readdir(out)).rejects.toThrow('ENOENT');
    },
  );

  it('images that leave the folder', async () => {
    const out = join(folder, 'leaves');
    const away = [{ id: '../x', width: 9, height: 9 }];
    const dataset = { images: away, classes: [], truth: new TruthBuilder().finish([]) };
    await expect(writeDataset(out, dataset, 'voc')).rejects.toThrow('expected the image id without');
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  });
});
