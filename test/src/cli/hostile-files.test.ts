/** Files that would be waited for, read or drawn without end are refused, by name, and the rest is done. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/platform/node/package-root.js';
import { runInProcess } from '../../support/run-in-process.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (...names: string[]) => join(folder, ...names);

/** Takes minutes to draw, whatever its size in pixels. */
const SLOW = `<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="9000"><filter id="f">${'<feTurbulence baseFrequency="0.9" numOctaves="99"/>'.repeat(99)}</filter><rect width="9000" height="9000" filter="url(#f)"/></svg>`;

let model: string;
beforeAll(async () => {
  model = await writeTinyDetector(folder);
  for (const below of ['photos', 'VOC/Annotations', 'VOC/JPEGImages', 'VOC/ImageSets/Main']) {
    mkdirSync(path(below), { recursive: true });
  }
  for (const below of ['photos', 'VOC/JPEGImages']) {
    copyFileSync(join(packageRoot, 'examples', 'images', 'chelsea.png'), path(below, 'good.png'));
    writeFileSync(path(below, 'drawing.jpg'), SLOW);
    execFileSync('mkfifo', [path(below, 'pipe.jpg')]);
    symlinkSync('/dev/zero', path(below, 'zero.jpg'));
  }
  execFileSync('mkfifo', [path('truth.json')]);
  symlinkSync('/dev/zero', path('VOC', 'Annotations', 'zero.xml'));
  execFileSync('mkfifo', [path('VOC', 'Annotations', 'pipe.xml')]);
  writeFileSync(path('VOC', 'ImageSets', 'Main', 'zero.txt'), 'zero\n');
  writeFileSync(path('VOC', 'ImageSets', 'Main', 'pipe.txt'), 'pipe\n');
});

describe.skipIf(process.platform === 'win32')('the command line', () => {
  it('detects on what is a photograph, and names what is none', async () => {
    const files = ['good.png', 'drawing.jpg', 'pipe.jpg', 'zero.jpg'].map((name) => path('photos', name));
    const { code, out } = await runInProcess('detect', ...files, '--model', model, '--json', '--count', '20');
    expect(code).toBe(1);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ image }) => image)).toEqual(files);
    expect(lines.map(({ error }) => error)).toEqual([
      undefined,
      expect.stringContaining('vector image'),
      expect.stringContaining('is a pipe, not a file'),
      expect.stringContaining('is a device, not a file'),
    ]);
  });

  it.each([
    ['an annotation that is a pipe', ['dataset', 'check', 'VOC', '--split', 'pipe'], 'pipe, not a file'],
    ['an annotation without end', ['dataset', 'check', 'VOC', '--split', 'zero'], 'device, not a file'],
    ['a truth that is a pipe', ['dataset', 'check', 'truth.json', '--format', 'coco'], 'pipe, not a file'],
    ['a model that is a pipe', ['weights', 'info', 'photos/pipe.jpg'], 'pipe, not a file'],
    [
      'a network that has no end',
      ['weights', 'import', 'photos/zero.jpg', '--out', 'x.safetensors'],
      'device, not a file',
    ],
    [
      'settings that are a pipe',
      ['train', 'classifier', '--data', 'photos', '--config', 'truth.json'],
      'pipe, not a file',
    ],
  ])('refuses %s', async (_, args, message) => {
    const words = args.map((word) => (/[./]|^VOC$|^photos$/.test(word) ? path(word) : word));
    const { code, out, err } = await runInProcess(...words);
    expect(code).toBeGreaterThan(0);
    expect(out + err).toContain(message);
  });
});
