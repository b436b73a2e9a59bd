import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/platform/node/package-root.js';
import { writeTinyClassifier } from './support/tiny-classifier.js';

const run = promisify(execFile);
const example = (name: string, ...args: string[]) =>
  run(process.execPath, ['--import', 'tsx', join(packageRoot, 'examples', `${name}.ts`), ...args], {
    cwd: packageRoot,
  });

describe('the examples of the README run', () => {
  it.skipIf(!existsSync(join(packageRoot, 'models', 'voc.safetensors')))('detect finds the cat', async () => {
    const { stdout } = await example('detect');
    expect(stdout).toMatch(/^cat 0\.\d\d/m);
  });

  it('proposals gives 200 boxes', async () => {
    const { stdout } = await example('proposals');
    expect(stdout).toMatch(/^200 boxes/);
  });

  it('evaluate gives the average precision', async () => {
    const { stdout } = await example('evaluate');
    expect(stdout).toMatch(/^mAP 0\.5000/);
  });

  it('nearest puts the photograph itself first', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'examples-'));
    const model = await writeTinyClassifier(folder, ['a', 'b']);
    const images = join(packageRoot, 'examples', 'images');
    for (const name of ['astronaut.png', 'chelsea.png'])
      await cp(join(images, name), join(folder, 'photos', name));
    const { stdout } = await example('nearest', join(images, 'chelsea.png'), join(folder, 'photos'), model);
    expect(stdout).toMatch(/^1\.000 chelsea\.png\n0\.\d{3} astronaut\.png/);
  });

  it('second-opinion names each box', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'examples-'));
    const model = await writeTinyClassifier(folder, ['a', 'b']);
    const box = { x1: 10, y1: 10, x2: 90, y2: 80 };
    await writeFile(join(folder, 'boxes.json'), JSON.stringify([box, box]));
    const image = join(packageRoot, 'examples', 'images', 'chelsea.png');
    const { stdout } = await example('second-opinion', image, join(folder, 'boxes.json'), model);
    expect(stdout).toMatch(/^([ab] 0\.\d\d \{"x1":10,"y1":10,"x2":90,"y2":80\}\n){2}$/);
  });
});
