import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../src/datasets/formats.js';
import { packageRoot } from '../src/platform/node/package-root.js';
import { writeTinyClassifier } from './support/tiny-classifier.js';

const run = promisify(execFile);
const words = (name: string, ...args: string[]) => [
  ...['--import', 'tsx', join(packageRoot, 'examples', `${name}.ts`)],
  ...args,
];
const example = (name: string, ...args: string[]) =>
  run(process.execPath, words(name, ...args), { cwd: packageRoot });
const noModel = !existsSync(join(packageRoot, 'models', 'voc.safetensors'));

describe('the examples of README and docs/library.md run', () => {
  it('own-objects renders a data set to train on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'examples-'));
    await example('own-objects', join(folder, 'mine'), '3', '2');
    const dataset = await readDataset(join(folder, 'mine'), { use: 'all' });
    expect(dataset.images.map(({ split }) => split)).toEqual([
      'train',
      'train',
      'train',
      'val',
      'val',
      'val',
    ]);
    expect(dataset.classes.map(({ name }) => name)).toEqual(['die', 'mug', 'sign']);
    expect(dataset.truth.length).toBeGreaterThan(3);
    await rm(folder, { recursive: true });
  }, 120_000);

  it.skipIf(noModel)('detect finds the cat', async () => {
    const { stdout } = await example('detect');
    expect(stdout).toMatch(/^cat 0\.\d\d/m);
  });

  it.skipIf(noModel)(
    'draw writes a picture',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'examples-'));
      const picture = join(folder, 'found.png');
      const { stdout } = await example(
        'draw',
        join(packageRoot, 'examples', 'images', 'chelsea.png'),
        picture,
      );
      expect(stdout).toBe(`Objects drawn: 1, in ${picture}\n`);
      expect((await readFile(picture)).length).toBeGreaterThan(10_000);
      await rm(folder, { recursive: true });
    },
    180_000,
  );

  it.skipIf(noModel)(
    'folder keeps a line per image, and resumes',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'examples-'));
      const images = join(packageRoot, 'examples', 'images');
      const { stdout } = await example('folder', images, folder);
      const [, done, total] = /^(\d+) of (\d+) images/.exec(stdout)!;
      expect(done).toBe(total);
      const lines = (await readFile(join(folder, 'results.ndjson'), 'utf8')).trim().split('\n');
      expect(lines).toHaveLength(Number(total));
      expect((await example('folder', images, folder)).stdout).toBe(stdout);
      await rm(folder, { recursive: true });
    },
    180_000,
  );

  it.skipIf(noModel)(
    'server answers detections, and a health check while they run',
    async () => {
      const server = spawn(process.execPath, words('server', '0'), { cwd: packageRoot });
      try {
        const [line] = (await once(server.stdout, 'data')) as [Buffer];
        const address = line.toString().trim();
        const body = await readFile(join(packageRoot, 'examples', 'images', 'chelsea.png'));
        const detecting = fetch(`${address}/detect`, { method: 'POST', body });
        let checks = 0;
        let running = true;
        const finished = detecting.finally(() => {
          running = false;
        });
        while (running) {
          expect(await (await fetch(`${address}/health`)).json()).toEqual({ model: 'voc' });
          checks++;
        }
        expect(checks).toBeGreaterThan(10);
        const [best] = (await (await finished).json()) as { class: string }[];
        expect(best).toMatchObject({ class: 'cat' });
        const refused = await fetch(`${address}/detect`, { method: 'POST', body: 'no image' });
        expect(refused.status).toBe(400);
        expect(await refused.json()).toMatchObject({ code: 'bad-image' });
      } finally {
        server.kill();
      }
    },
    180_000,
  );

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

  it.each([
    ['nearest without arguments', 'nearest', [], /^Usage: npx tsx examples\/nearest\.ts PHOTOGRAPH FOLDER/],
    ['second-opinion without its file', 'second-opinion', ['no.json'], /no\.json/],
    ['own-objects with a count that is none', 'own-objects', ['x', 'many'], /^Usage: /],
    ['proposals of a photograph that there is not', 'proposals', ['no.jpg'], /^Expected an image at no\.jpg/],
  ])('%s ends with a line, without a stack', async (_, name, args, message) => {
    const failed = await example(name, ...args).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringMatching(message) });
    expect((failed as { stderr: string }).stderr.trim().split('\n')).toHaveLength(1);
  });

  it('second-opinion names each box', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'examples-'));
    const model = await writeTinyClassifier(folder, ['a', 'b']);
    const box = { x1: 10, y1: 10, x2: 90, y2: 80 };
    const names = ['astronaut.png', 'chelsea.png'];
    const images = names.map((name) => join(packageRoot, 'examples', 'images', name));
    const boxes = Object.fromEntries([...images, 'none.png'].map((image) => [image, [box, box]]));
    await writeFile(join(folder, 'boxes.json'), JSON.stringify(boxes));
    const { stdout, stderr } = await example('second-opinion', join(folder, 'boxes.json'), model);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    for (const [i, line] of lines.entries()) {
      expect(line.startsWith(images[Math.floor(i / 2)]!)).toBe(true);
      expect(line).toMatch(/ [ab] 0\.\d\d \{"x1":10,"y1":10,"x2":90,"y2":80\}$/);
    }
    expect(stderr).toContain('none.png');
  });
});
