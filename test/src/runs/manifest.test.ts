import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hashIds, manifestOf, readManifest } from '../../../src/runs/manifest.js';
import { openRun } from '../../../src/runs/run-folder.js';

const folder = mkdtempSync(join(tmpdir(), 'run-'));
afterAll(() => rmSync(folder, { recursive: true }));

const plan = {
  task: 'detect',
  model: { name: 'voc', sha256: 'ab' },
  options: { threshold: 0.01, count: 1000, engine: 'onnx' },
  machine: { runtime: 'onnxruntime-node 1.30.0', cpu: 'x64 avx2' },
  split: 'val',
  ids: ['a', 'b'],
  photographs: 'ef',
  batch: 1,
  shard: { index: 1, count: 1 },
} as const;

describe('openRun', () => {
  it('writes the manifest once, and takes the same run up again', async () => {
    const run = join(folder, 'same');
    for (let i = 0; i < 2; i++) await (await openRun(run, manifestOf(plan), plan.ids))[Symbol.asyncDispose]();
    expect(await readManifest(run)).toEqual(manifestOf(plan));
    expect(readFileSync(join(run, 'manifest.json'), 'utf8')).not.toMatch(/[0-9]{4}-[0-9]{2}-|\//);
  });

  it.each([
    ['another option', { options: { ...plan.options, count: 500 } }, 'options.count: 1000, not 500'],
    ['an option that is new', { options: { ...plan.options, crops: 10 } }, 'options.crops: nothing, not 10'],
    ['another model', { model: { name: 'bvlc', sha256: 'cd' } }, 'model.sha256: ab, not cd'],
    [
      'another class of machine',
      { machine: { ...plan.machine, cpu: 'x64 avx' } },
      'machine.cpu: x64 avx2, not x64 avx',
    ],
    ['photographs of other content', { photographs: 'gh' }, 'data.photographs: ef, not gh'],
    ['other images', { ids: ['a', 'c'] }, 'data.sha256'],
    ['another shard', { shard: { index: 1, count: 2 } }, 'shard.count: 1, not 2'],
  ])('refuses a folder of a run with %s, saying what to do', async (_, change, field) => {
    const run = join(folder, 'other');
    await (await openRun(run, manifestOf(plan), plan.ids))[Symbol.asyncDispose]();
    const other = { ...plan, ...change };
    await expect(openRun(run, manifestOf(other), other.ids)).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining(field),
    });
    await expect(openRun(run, manifestOf(other), other.ids)).rejects.toThrow(/such as with `--run .*-2`, or/);
  });

  it('says in words that the model has changed since, and names a folder that is free', async () => {
    const run = join(folder, 'my labels-val-2-of-3');
    const free = (number: number) => join(folder, `my labels-val-${number}-2-of-3`);
    await (await openRun(run, manifestOf(plan), plan.ids))[Symbol.asyncDispose]();
    const other = manifestOf({ ...plan, model: { name: 'voc', sha256: 'cd' } });
    const models = ['my labels.safetensors'];
    await expect(openRun(run, other, plan.ids, { models })).rejects.toThrow(
      `holds another:\n  my labels.safetensors has changed since, or the other model has the same name, voc\nName another folder, such as with \`--run "${free(2)}"\``,
    );
    mkdirSync(free(2));
    await expect(openRun(run, other, plan.ids)).rejects.toThrow(free(3));
  });

  it('resumes a run that does not say which bytes its photographs had', async () => {
    const run = join(folder, 'silent');
    const { photographs: _, ...silent } = plan;
    await (await openRun(run, manifestOf(silent), plan.ids))[Symbol.asyncDispose]();
    await (await openRun(run, manifestOf(plan), plan.ids))[Symbol.asyncDispose]();
  });

  it('refuses results without a manifest, and a manifest that is none', async () => {
    const orphan = mkdtempSync(join(folder, 'orphan-'));
    writeFileSync(join(orphan, 'results.ndjson'), '{"image":"a"}\n');
    await expect(openRun(orphan, manifestOf(plan), plan.ids)).rejects.toThrow('manifest.json beside');
    writeFileSync(join(orphan, 'manifest.json'), '{"format": 1, ');
    await expect(openRun(orphan, manifestOf(plan), plan.ids)).rejects.toMatchObject({ code: 'bad-file' });
  });
});

describe('hashIds', () => {
  it('depends on order, and on where an id ends', () => {
    expect(hashIds(['a', 'b'])).not.toBe(hashIds(['b', 'a']));
    expect(hashIds(['a', 'b'])).not.toBe(hashIds(['ab']));
    // printf 'a\nb\n' | sha256sum
    expect(hashIds(['a', 'b'])).toBe('911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2');
  });
});
