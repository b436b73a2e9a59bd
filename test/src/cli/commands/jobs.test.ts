import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UnrecoverableError } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { UnitQueue } from '../../../../src/jobs/queue/unit-queue.js';
import { packageRoot } from '../../../../src/platform/node/package-root.js';
import { drawScene } from '../../../support/photographs.js';
import { program } from '../../../support/program.js';
import { runInProcess } from '../../../support/run-in-process.js';
import { hasRedis, type Store, startRedis } from '../../../support/stores.js';
import { writeTinyClassifier } from '../../../support/tiny-classifier.js';
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
let classifier: string;

beforeAll(async () => {
  model = await writeTinyDetector(folder);
  classifier = await writeTinyClassifier(folder, ['n1', 'n2']);
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
  mkdirSync(at('storage'));
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

const features = () => [
  ...Array.from({ length: IMAGES }, (_, i) => at(`photos/${i}.png`)),
  ...['--model', classifier],
];

describe.skipIf(!hasRedis)('jobs and worker', () => {
  it(
    'compute in processes of their own what evaluate --model computes, byte for byte',
    async () => {
      const submitted = await runInProcess('jobs', 'submit', ...truth(), '--unit', '3', '--json');
      const { run, units } = JSON.parse(submitted.out);
      expect(units).toBe(3);
      const described = await runInProcess(
        'jobs',
        'submit',
        ...features(),
        '--features',
        '--unit',
        '16',
        '--json',
      );
      const { run: second } = JSON.parse(described.out);
      expect(await runInProcess('jobs', 'merge', run, '--out', at('early'))).toMatchObject({
        ...{ code: 1, out: '' },
        err: expect.stringContaining('7 are missing'),
      });
      expect(existsSync(at('early'))).toBe(false);
      const worked = await runInProcess('worker', '--drain', '--concurrency', '2', '--metrics-port', '0');
      expect(worked).toMatchObject({ code: 0, out: '' });
      const told = worked.err.match(/^[0-9a-f]{8}, images? \d+(?: to \d+)?: done \(\d+\.\d s\)\.$/gm);
      expect(told).toHaveLength(4);
      expect(worked.err).toContain(`${run.slice(0, 8)}, image 7: done`);
      const { code, out } = await runInProcess('jobs', 'status', '--json');
      const { runs, queue } = JSON.parse(out);
      expect(queue).toMatchObject({ waiting: 0 });
      expect(runs).toHaveLength(2);
      for (const id of [run, second])
        expect(runs).toContainEqual(
          expect.objectContaining({ run: id, done: IMAGES, state: 'complete', failed: [] }),
        );
      expect(code).toBe(0);
      const merge = ['jobs', 'merge', run, '--out', at('merged')];
      const merged = await runInProcess(...merge);
      expect(merged).toMatchObject({ code: 1, err: expect.stringContaining('7 images (truth), by tiny') });
      expect(merged.err).toContain('2 images failed');
      expect(merged.err).toContain(`  ${BROKEN}: `);
      expect((await runInProcess(...merge, '--errors', 'ok')).code).toBe(0);
      await runInProcess('evaluate', '--protocol', 'coco', ...truth(), '--run', at('whole'));
      await runInProcess('jobs', 'merge', second, '--out', at('described'));
      await runInProcess('features', 'compute', ...features(), '--run', at('features'));
      for (const [joined, whole] of [
        ['merged', 'whole'],
        ['described', 'features'],
      ] as const) {
        for (const file of ['results.ndjson', 'manifest.json'])
          expect(readFileSync(join(at(joined), file))).toEqual(readFileSync(join(at(whole), file)));
      }
      const lines = readFileSync(at('merged/results.ndjson'), 'utf8').trimEnd().split('\n');
      const errors = lines.map((line) => JSON.parse(line)).filter(({ error }) => error);
      expect(errors.map(({ image }) => image)).toEqual([String(BROKEN), String(MISSING)]);
      expect((await runInProcess('jobs', 'purge', run, '--yes')).err).toContain('the results of 3 units');
      const left = JSON.parse((await runInProcess('jobs', 'status', '--json')).out).runs;
      expect(left).toMatchObject([{ run: second }]);
      await runInProcess('jobs', 'purge', second, '--yes');
    },
    STARTS,
  );

  it(
    'a worker that gets SIGTERM hands back what it has not done',
    async () => {
      // The same photograph by other names: each is done once.
      const photos = Array.from({ length: 64 }, (_, i) => `${at('photos')}/${'./'.repeat(i)}0.png`);
      await runInProcess('jobs', 'submit', ...photos, '--model', model, '--unit', '64', '--count', '40');
      const args = [program, 'worker'];
      const child = spawn(process.execPath, args, { cwd: packageRoot, stdio: 'ignore' });
      const closed = once(child, 'close');
      const status = async () => JSON.parse((await runInProcess('jobs', 'status', '--json')).out);
      while ((await status()).queue.active === 0) await wait(50);
      child.kill('SIGTERM');
      expect(await closed).toEqual([143, null]);
      const { runs, queue } = await status();
      expect(queue).toEqual({ waiting: 1, active: 0, delayed: 0, failed: 0 });
      expect(runs[0].done).toBeLessThan(64);
      await runInProcess('jobs', 'purge', runs[0].run, '--yes');
    },
    STARTS,
  );

  it('put a run in and take it out', async () => {
    const { run } = JSON.parse((await runInProcess('jobs', 'submit', ...truth(), '--json')).out);
    expect(JSON.parse((await runInProcess('jobs', 'cancel', run, '--json')).out)).toEqual({ run, units: 1 });
    expect(JSON.parse((await runInProcess('jobs', 'retry', run, '--json')).out)).toEqual({ run, units: 0 });
    expect((await runInProcess('jobs', 'retry', run)).err).toContain('nothing to retry');
    expect((await runInProcess('jobs', 'cancel', run)).err).toContain('nothing to cancel');
    const { out } = await runInProcess('jobs', 'status', run);
    expect(out).toMatch(new RegExp(`${run} +stopped +detect +tiny +truth +${at('photos')} +7 +0`));
    await runInProcess('jobs', 'purge', run, '--yes');
  });

  it('purge removes a run whose record is damaged, and says so before', async () => {
    const { run } = JSON.parse((await runInProcess('jobs', 'submit', ...truth(), '--json')).out);
    writeFileSync(join(at('storage'), 'runs', `${run}.json`), '{"format":1');
    const { code, err } = await runInProcess('jobs', 'purge', run);
    expect(err).toMatch(
      /Expected --yes to remove run .* with its results, which cannot be merged as they are: .*json/,
    );
    expect(code).toBe(2);
    expect((await runInProcess('jobs', 'purge', run, '--yes')).code).toBe(0);
    expect((await runInProcess('jobs', 'purge', run, '--yes')).err).toContain('there is none');
  });

  it('purge says what would be lost, and removes nothing without --yes', async () => {
    const { run } = JSON.parse((await runInProcess('jobs', 'submit', ...truth(), '--json')).out);
    const { code, err } = await runInProcess('jobs', 'purge', run);
    expect(err).toContain(
      `Expected --yes to remove run ${run} (detect by tiny on truth, waiting) with the results of 0 of its 7 images.`,
    );
    expect(code).toBe(2);
    expect(JSON.parse((await runInProcess('jobs', 'status', run, '--json')).out).runs).toHaveLength(1);
    expect((await runInProcess('jobs', 'purge', run, '--yes')).code).toBe(0);
    expect((await runInProcess('jobs', 'status', run)).err).toContain('there is none');
  });

  it(
    'a worker that drains ends with 1 where units failed for good, and says which',
    async () => {
      const { run } = JSON.parse((await runInProcess('jobs', 'submit', ...truth(), '--json')).out);
      await using queue = await UnitQueue.open(redis.url);
      const fail = queue.work(() => Promise.reject(new UnrecoverableError('no such luck')), {
        concurrency: 1,
      });
      await vi.waitFor(async () => expect(await queue.counts()).toMatchObject({ failed: 1 }), STARTS);
      await fail[Symbol.asyncDispose]();
      const { code, err } = await runInProcess('worker', '--drain');
      expect(err).toContain('1 unit of the queue failed for good');
      expect(err).toContain(`${run}, images 1 to 7: no such luck`);
      expect(code).toBe(1);
      const status = await runInProcess('jobs', 'status', run);
      expect(status.out).toContain('images 1 to 7: no such luck');
      await runInProcess('jobs', 'purge', run, '--yes');
    },
    STARTS,
  );
});
