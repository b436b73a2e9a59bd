import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import yargs from 'yargs';
import { command } from '../../../../../src/cli/commands/jobs/submit.js';
import { runInProcess } from '../../../../support/run-in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'jobs-refusals-'));

beforeAll(() => {
  vi.stubEnv('GOOGLENET_RCNN_STORAGE', folder);
  vi.stubEnv('GOOGLENET_RCNN_QUEUE', '');
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('jobs and worker', () => {
  it.each([
    ['neither photographs nor truth', ['jobs', 'submit'], 'Expected photographs or --truth'],
    ['standard input', ['jobs', 'submit', '-'], 'got standard input'],
    ['a layer without features', ['jobs', 'submit', 'x.jpg', '--layer', 'prob'], 'features'],
    ['--images without truth', ['jobs', 'submit', 'x.jpg', '--images', 'photos'], '--truth with --images'],
    ['--meta without truth', ['jobs', 'submit', 'x.jpg', '--meta', 'meta.txt'], '--truth with --meta'],
    [
      'a head of MultiBox that nothing uses',
      ['jobs', 'submit', 'x.jpg', '--multibox', 'x', '--features'],
      '--multibox with a detector',
    ],
    [
      'proposals where there are none',
      ['jobs', 'submit', 'x.jpg', '--proposals', 'both', '--features'],
      '--proposals with a detector',
    ],
    ['units that are too large', ['jobs', 'submit', 'x.jpg', '--unit', '65'], 'from 1 to 64'],
    ['an unknown run', ['jobs', 'merge', 'nothing', '--out', 'x'], 'Expected run nothing'],
    ['a queue of no kind', ['jobs', 'status', '--queue', 'amqp://x'], 'redis://host:6379'],
    ['a storage of no kind', ['jobs', 'status', '--storage', 'gs://x'], 's3://bucket/prefix'],
  ])('refuse %s', async (_, args, message) => {
    const { code, err } = await runInProcess(...args);
    expect(err).toContain(message);
    expect(code).toBeGreaterThan(0);
  });

  it.each([
    ['worker', '--drain'],
    ['jobs', 'status'],
    ['jobs', 'merge', 'x', '--out', 'y'],
    ['jobs', 'retry', 'x'],
  ])('refuse a storage that is not there, or no folder: %s %s', async (...args) => {
    const absent = join(folder, 'absent');
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const [place, why] of [
      [absent, 'not there'],
      [file, 'no folder'],
    ] as const) {
      const { code, err } = await runInProcess(...args, '--storage', place);
      expect(err).toContain(`${place} is ${why}`);
      expect(code).toBeGreaterThan(0);
    }
    expect(existsSync(absent)).toBe(false);
  });

  it('offer what acts where a run is submitted, not what acts where it is computed or judged', async () => {
    const help = await command.build(yargs([])).getHelp();
    expect(help).toContain('--threshold');
    for (const elsewhere of ['--report', '--threads', '--shard']) expect(help).not.toContain(elsewhere);
  });

  it('name what the environment may say when it is not given', async () => {
    vi.stubEnv('GOOGLENET_RCNN_STORAGE', '');
    const { code, err } = await runInProcess('jobs', 'status');
    vi.stubEnv('GOOGLENET_RCNN_STORAGE', folder);
    expect(err).toContain('Expected --storage, or GOOGLENET_RCNN_STORAGE');
    expect(code).toBe(2);
  });
});
