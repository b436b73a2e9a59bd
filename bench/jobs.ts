/** What the queue costs per image with the network left out, and what it holds. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalFiles } from '../src/jobs/local-files.js';
import { optionalPackage } from '../src/jobs/optional-package.js';
import { UnitQueue } from '../src/jobs/queue/unit-queue.js';
import type { Storage } from '../src/jobs/storage/storage.js';
import { submitRun } from '../src/jobs/submit.js';
import { runWorker } from '../src/jobs/worker.js';
import { startRedis } from '../test/support/stores.js';
import { stubComputer, stubSubmission } from '../test/support/stub-run.js';
import { type BenchOptions, printTable } from './bench.js';

const UNITS = 100_000;
const IMAGES_PER_UNIT = 16;
/** Units at once of the one worker: the network is a stub. */
const CONCURRENCY = 8;

/** @param limit units, in place of 100,000 */
export async function run({ limit = UNITS }: BenchOptions): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-jobs-'));
  try {
    return await queueCost(folder, limit);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Objects in memory: the disk is not what is measured. */
function memoryStorage(): Storage {
  const objects = new Map<string, Buffer>();
  return {
    url: 'memory',
    read: async (key) => objects.get(key),
    has: async (key) => objects.has(key),
    create: async (key, bytes) => {
      if (objects.has(key)) return false;
      // Of results the name is enough, 1.6 million of them would fill the memory.
      objects.set(key, key.startsWith('units/') ? Buffer.alloc(0) : Buffer.from(bytes as Uint8Array));
      return true;
    },
    list: async (prefix) => [...objects.keys()].filter((key) => key.startsWith(prefix)),
    remove: async (key) => void objects.delete(key),
    removeFolder: async (folder) => {
      for (const key of objects.keys()) if (key.startsWith(folder)) objects.delete(key);
    },
  };
}

async function queueCost(folder: string, units: number) {
  const redis = await startRedis();
  const info = await redisInfo(redis.url);
  const queue = await UnitQueue.open(redis.url);
  const storage = memoryStorage();
  const rows: Step[] = [];
  const measured = async (step: string, work: () => Promise<unknown>) => {
    const [before, redisBefore, began] = [process.cpuUsage(), await info.read(), performance.now()];
    await work();
    const { user, system } = process.cpuUsage(before);
    const after = await info.read();
    rows.push({
      step,
      seconds: (performance.now() - began) / 1000,
      cpu: (user + system) / 1e6,
      redisCpu: after.cpu - redisBefore.cpu,
      redisMegabytes: after.megabytes,
    });
  };
  const images = units * IMAGES_PER_UNIT;
  const submission = stubSubmission(images, folder, { unit: IMAGES_PER_UNIT });
  await measured('nothing', async () => {});
  await measured('submit', () => submitRun(storage, queue, submission));
  const files = new LocalFiles(join(folder, 'cache'));
  const computers = Array.from({ length: CONCURRENCY }, () => stubComputer());
  const { signal } = new AbortController();
  const worker = { queue, storage, files, computers, concurrency: CONCURRENCY, drain: true, signal };
  await measured('work', () => runWorker(worker));
  await queue[Symbol.asyncDispose]();
  info.close();
  await redis.stop();
  printSteps(rows, units);
  return rows;
}

interface Step {
  readonly step: string;
  readonly seconds: number;
  readonly cpu: number;
  readonly redisCpu: number;
  readonly redisMegabytes: number;
}

function printSteps(rows: readonly Step[], units: number): void {
  const images = units * IMAGES_PER_UNIT;
  const each = (row: Step) => (1000 * (row.cpu + row.redisCpu)) / images;
  printTable(
    [
      `${units.toLocaleString('en')} units of ${IMAGES_PER_UNIT}`,
      'seconds',
      'CPU ms per image',
      'of which Redis',
      'Redis MB after',
    ],
    rows.map((row) => [
      ...[
        row.step,
        row.seconds.toFixed(1),
        each(row).toFixed(3),
        ((1000 * row.redisCpu) / images).toFixed(3),
      ],
      row.redisMegabytes.toFixed(1),
    ]),
  );
}

async function redisInfo(url: string) {
  const { default: Redis } = optionalPackage<typeof import('ioredis')>('ioredis');
  const client = new Redis(url);
  return {
    read: async () => {
      const text = `${await client.info('memory')}${await client.info('cpu')}`;
      const value = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1]);
      return {
        megabytes: value('used_memory') / 1e6,
        cpu: value('used_cpu_user') + value('used_cpu_sys'),
      };
    },
    close: () => client.disconnect(),
  };
}
