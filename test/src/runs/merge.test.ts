import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { detectionProtocols, evaluateDetections } from '../../../eval/index.js';
import { readNdjsonDetections, writeNdjsonDetections } from '../../../src/datasets/ndjson/detections.js';
import type { Machine } from '../../../src/runs/machine.js';
import { manifestOf, readManifest } from '../../../src/runs/manifest.js';
import { mergeShards } from '../../../src/runs/merge.js';
import { hashOfPhotographs } from '../../../src/runs/photograph-hashes.js';
import { openRun } from '../../../src/runs/run-folder.js';
import { shardIndices } from '../../../src/runs/shard.js';
import { datasets, detections } from '../../support/datasets.js';

const folder = mkdtempSync(join(tmpdir(), 'merge-'));
afterAll(() => rmSync(folder, { recursive: true }));
let runs = 0;

const AVX2 = { runtime: 'onnxruntime-node 1.30.0', cpu: 'x64 avx2' };

interface Plan {
  readonly ids: readonly string[];
  readonly batch?: number;
  readonly count: number;
  readonly lineOf?: (id: string) => { image: string };
  readonly machine?: Machine;
}

/** Writes one shard, whole, as a run does. */
async function shardOf(
  index: number,
  { ids, batch = 1, count, lineOf = (image) => ({ image }), machine = AVX2 }: Plan,
) {
  const shard = { index, count };
  const run = join(folder, `${runs++}`);
  const own = shardIndices(ids.length, { batch, shard }).map((i) => ids[i]!);
  const manifest = manifestOf({
    task: 'detect',
    model: { name: 'tiny', sha256: '00' },
    options: { threshold: 0.01 },
    machine,
    split: 'val',
    ids,
    photographs: await hashOfPhotographs(own.map((id) => ({ id, path: join(folder, id) }))),
    batch,
    shard,
  });
  await using results = await openRun(run, manifest, own);
  for (const id of own) await results.append([lineOf(id)]);
  return run;
}

const shardsOf = (plan: Plan) =>
  Promise.all(Array.from({ length: plan.count }, (_, i) => shardOf(i + 1, plan)));
const out = () => join(folder, `${runs++}`);
const fileIn = (run: string, name: string) => readFileSync(join(run, name), 'utf8');
const ids = ['e', 'a', 'd', 'b', 'c', 'g', 'f'];

describe('mergeShards', () => {
  it.each([
    ['one by one', { count: 3, batch: 1 }],
    ['in batches', { count: 2, batch: 3 }],
    ['with more shards than images', { count: 9, batch: 1 }],
  ])('gives the files of the whole run: %s', async (_, plan) => {
    const whole = await shardOf(1, { ids, batch: plan.batch, count: 1 });
    const merged = out();
    await mergeShards((await shardsOf({ ids, ...plan })).reverse(), merged);
    for (const name of ['results.ndjson', 'manifest.json']) {
      expect(fileIn(merged, name)).toBe(fileIn(whole, name));
    }
  });

  it('can be done again, as after a mistyped --truth', async () => {
    const [shards, merged] = [await shardsOf({ ids, count: 2 }), out()];
    await mergeShards(shards, merged);
    const first = fileIn(merged, 'results.ndjson');
    await mergeShards(shards, merged);
    expect(fileIn(merged, 'results.ndjson')).toBe(first);
  });

  it('changes no metric', async () => {
    await fc.assert(
      fc.asyncProperty(
        datasets({ whole: false, flags: 1 }),
        detections(),
        fc.integer({ min: 1, max: 5 }),
        async (dataset, table, count) => {
          const source = join(folder, 'source.ndjson');
          await writeNdjsonDetections(source, table, dataset);
          const lines = readFileSync(source, 'utf8').trimEnd().split('\n');
          const byId = new Map(dataset.images.map(({ id }, i) => [id, JSON.parse(lines[i]!)]));
          const names = dataset.images.map(({ id }) => id);
          const merged = out();
          await mergeShards(await shardsOf({ ids: names, count, lineOf: (id) => byId.get(id) }), merged);
          const found = await readNdjsonDetections(join(merged, 'results.ndjson'), dataset);
          for (const protocol of detectionProtocols) {
            const { metrics } = evaluateDetections({ protocol, ...dataset, detections: found });
            expect(metrics).toEqual(evaluateDetections({ protocol, ...dataset, detections: table }).metrics);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('refuses a shard that is not complete, and says how many images it has', async () => {
    const shards = await shardsOf({ ids, count: 3 });
    const file = join(shards[1]!, 'results.ndjson');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -3));
    await expect(mergeShards(shards, out())).rejects.toMatchObject({
      code: 'incomplete',
      message: expect.stringMatching(/all 2 images of shard 2\/3 in .*, but found 1\./),
    });
    rmSync(file);
    await expect(mergeShards(shards, out())).rejects.toMatchObject({ code: 'file-not-found' });
  });

  it('refuses shards that are missing, come twice, or are of other runs', async () => {
    const [a, b, c] = await shardsOf({ ids, count: 3 });
    const [other] = await shardsOf({ ids: [...ids].reverse(), count: 3 });
    await expect(mergeShards([a!, c!], out())).rejects.toMatchObject({
      code: 'incomplete',
      message: expect.stringContaining('shard 2/3 once, but it is missing'),
    });
    await expect(mergeShards([a!, b!, c!, b!], out())).rejects.toThrow(`but got ${b} and ${b}`);
    await expect(mergeShards([b!, other!, c!], out())).rejects.toThrow('data.sha256');
    await expect(mergeShards([folder], out())).rejects.toThrow('no manifest.json');
  });

  it('refuses shards of several classes of machines unless told, and then names all classes', async () => {
    const shards = [
      await shardOf(1, { ids, count: 2 }),
      await shardOf(2, { ids, count: 2, machine: { ...AVX2, cpu: 'x64 avx512f' } }),
    ];
    await expect(mergeShards(shards, out())).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/machine\.cpu: x64 avx512f, not x64 avx2[\s\S]*--mixed/),
    });
    const merged = out();
    const { machine } = await mergeShards(shards, merged, { mixed: true });
    expect(machine).toEqual({ runtime: AVX2.runtime, cpu: 'x64 avx2 + x64 avx512f' });
    expect(await readManifest(merged)).toMatchObject({ machine });
  });

  it('refuses results that are not those of the manifest, and keeps an older run', async () => {
    const shards = await shardsOf({ ids, count: 2 });
    const file = join(shards[0]!, 'results.ndjson');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"e"', '"x"'));
    await expect(mergeShards(shards, out())).rejects.toThrow('hold others');
    const taken = await shardOf(1, { ids: [...ids].reverse(), count: 1 });
    await expect(mergeShards(await shardsOf({ ids, count: 2 }), taken)).rejects.toThrow(
      /holds another:\n {2}data\.sha256: .*\n.*--out/,
    );
    expect(fileIn(taken, 'results.ndjson')).toMatch(/^{"image":"f"}/);
  });
});
