import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { drawScene } from '../../../support/photographs.js';
import { runInProcess } from '../../../support/run-in-process.js';
import { hasRedis, type Store, startRedis } from '../../../support/stores.js';
import { writeTinyDetector } from '../../../support/tiny-detector.js';

const folder = mkdtempSync(join(tmpdir(), 'jobs-command-'));
const at = (name: string) => join(folder, name);
const IMAGES = 7;
const BROKEN = 2;
const MISSING = 5;
/** Milliseconds: processes take a second each to start, a minute where all cores are taken. */
const STARTS = 300_000;

let redis: Store;
let model: string;

beforeAll(async () => {
  model = await writeTinyDetector(folder);
  vi.stubEnv('GOOGLENET_RCNN_STORAGE', at('storage'));
  vi.stubEnv('GOOGLENET_RCNN_CACHE', at('cache'));
  if (hasRedis) redis = await startRedis();
  vi.stubEnv('GOOGLENET_RCNN_QUEUE', redis?.url ?? '');
  const images = Array.from({ length: IMAGES }, (_, i) => ({
    id: i,
    file_name: `${i}.png`,
    width: 120,
    height: 90,
  }));
  mkdirSync(at('photos'));
  for (const { id, file_name } of images) {
    if (id === BROKEN) writeFileSync(at(`photos/${file_name}`), 'no photograph');
    else if (id !== MISSING) await drawScene(at(`photos/${file_name}`), { seed: id });
  }
  const annotations = images.map(({ id }) => ({
    id,
    image_id: id,
    category_id: 1,
    bbox: [9, 9, 50, 50],
    area: 2500,
    iscrowd: 0,
  }));
  const categories = [{ id: 1, name: 'cat' }];
  writeFileSync(at('truth.json'), JSON.stringify({ images, annotations, categories }));
}, STARTS);
afterAll(async () => {
  vi.unstubAllEnvs();
  await redis?.stop();
  rmSync(folder, { recursive: true });
}, STARTS);

const truth = () => [
  '--truth',
  at('truth.json'),
  '--images',
  at('photos'),
  '--model',
  model,
  '--count',
  '40',
];

describe.skipIf(!hasRedis)('jobs and worker', () => {
  it(
    'compute in processes of their own what evaluate --model computes, byte for byte',
    async () => {
      const submitted = await runInProcess('jobs', 'submit', ...truth(), '--unit', '3', '--json');
      const { run, units } = JSON.parse(submitted.out);
      expect(units).toBe(3);
      expect((await runInProcess('jobs', 'merge', run, '--out', at('early'))).err).toContain('7 are missing');
      const worked = await runInProcess('worker', '--drain', '--concurrency', '2', '--metrics-port', '0');
      expect(worked).toMatchObject({ code: 0, out: '' });
      const { code, out } = await runInProcess('jobs', 'status', '--json');
      expect(JSON.parse(out)).toMatchObject({
        runs: [{ run, images: IMAGES, done: IMAGES, failed: [] }],
        queue: { waiting: 0 },
      });
      expect(code).toBe(0);
      expect((await runInProcess('jobs', 'merge', run, '--out', at('merged'))).err).toContain(
        '7 images of truth by tiny',
      );
      await runInProcess('evaluate', '--protocol', 'coco', ...truth(), '--run', at('whole'));
      const read = (run: string, file: string) => readFileSync(join(at(run), file), 'utf8');
      expect(read('merged', 'results.ndjson')).toBe(read('whole', 'results.ndjson'));
      // One process also records the photographs' contents, which no single machine of a queue has read.
      const { data, ...rest } = JSON.parse(read('whole', 'manifest.json'));
      const { photographs, ...planned } = data;
      expect(photographs).toMatch(/^[0-9a-f]{64}$/);
      expect(JSON.parse(read('merged', 'manifest.json'))).toEqual({ ...rest, data: planned });
      const lines = readFileSync(at('merged/results.ndjson'), 'utf8').trimEnd().split('\n');
      const errors = lines.map((line) => JSON.parse(line)).filter(({ error }) => error);
      expect(errors.map(({ image }) => image)).toEqual([String(BROKEN), String(MISSING)]);
      expect((await runInProcess('jobs', 'purge', run)).err).toContain('with 3 results');
      expect(JSON.parse((await runInProcess('jobs', 'status', '--json')).out).runs).toEqual([]);
    },
    STARTS,
  );

  it('put a run in and take it out', async () => {
    const { run } = JSON.parse((await runInProcess('jobs', 'submit', ...truth(), '--json')).out);
    expect(JSON.parse((await runInProcess('jobs', 'cancel', run, '--json')).out)).toEqual({ run, units: 1 });
    expect(JSON.parse((await runInProcess('jobs', 'retry', run, '--json')).out)).toEqual({ run, units: 0 });
    const { out } = await runInProcess('jobs', 'status', run);
    expect(out).toMatch(new RegExp(`${run}.*detect.*tiny.*truth`));
  });
});

describe('jobs', () => {
  it.each([
    ['neither photographs nor truth', ['jobs', 'submit'], 'Expected photographs or --truth'],
    ['standard input', ['jobs', 'submit', '-'], 'got standard input'],
    ['units that are too large', ['jobs', 'submit', 'x.jpg', '--unit', '65'], 'from 1 to 64'],
    ['an unknown run', ['jobs', 'merge', 'nothing', '--out', 'x'], 'Expected run nothing'],
    ['a queue of no kind', ['jobs', 'status', '--queue', 'amqp://x'], 'redis://host:6379'],
    ['a storage of no kind', ['jobs', 'status', '--storage', 'gs://x'], 's3://bucket/prefix'],
  ])('refuse %s', async (_, args, message) => {
    const { code, err } = await runInProcess(...args);
    expect(err).toContain(message);
    expect(code).toBeGreaterThan(0);
  });

  it('name what the environment may say when it is not given', async () => {
    vi.stubEnv('GOOGLENET_RCNN_STORAGE', '');
    const { code, err } = await runInProcess('jobs', 'status');
    vi.stubEnv('GOOGLENET_RCNN_STORAGE', at('storage'));
    expect(err).toContain('Expected --storage, or GOOGLENET_RCNN_STORAGE');
    expect(code).toBe(2);
  });
});
