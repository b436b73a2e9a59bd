import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ComputeProcess } from '../../../../src/jobs/compute/compute-process.js';
import { ProcessComputer } from '../../../../src/jobs/compute/unit-computer.js';
import { drawScene } from '../../../support/photographs.js';
import { writeTinyDetector } from '../../../support/tiny-detector.js';

/** Milliseconds: a process takes a second to start, a minute where all cores are taken. */
const STARTS = 120_000;

const script = new URL('../../../support/poison-process.mjs', import.meta.url);
const taskOf = (engine: string) => ({
  recipe: { task: 'detect' as const, options: { engine } },
  files: { models: [] },
});
const images = ['a', 'b', 'c', 'd'].map((id) => ({ id, file: `${id}.jpg`, path: `/photos/${id}.jpg` }));
const idle = new AbortController().signal;

afterEach(() => vi.unstubAllEnvs());

/** Lines, and the number of processes that died. */
async function compute(poison: string, engine = 'any') {
  vi.stubEnv('POISON', poison);
  let deaths = 0;
  const computer = new ProcessComputer({ script, onDeath: () => deaths++ });
  try {
    const lines = await computer.compute(taskOf(engine), images, idle);
    return { lines: lines.map((line) => JSON.parse(line)), deaths };
  } finally {
    await computer[Symbol.asyncDispose]();
  }
}

describe('ProcessComputer', () => {
  it.each([
    ['none', '', [], 0],
    ['one in the middle: it dies in company, then twice alone', 'b', ['b'], 3],
    ['the first and the last', 'a,d', ['a', 'd'], 5],
  ])(
    'gives images that bring it down an error line, and all others their result: %s',
    async (_, poison, bad, deaths) => {
      const found = await compute(poison);
      expect(found.lines.map(({ image }) => image)).toEqual(images.map(({ id }) => id));
      expect(found.lines.filter(({ error }) => error).map(({ image }) => image)).toEqual(bad);
      expect(found.deaths).toBe(deaths);
      for (const { error } of found.lines)
        if (error) expect(error).toMatch(/\.jpg: ended the process .* 2 times \(SIGKILL\)/);
      for (const { error } of found.lines) if (error) expect(error).not.toContain('/photos');
    },
  );

  it(
    'given up, returns after the image at hand: the process of the network too',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'computer-'));
      const model = await writeTinyDetector(folder);
      await drawScene(join(folder, 'one.png'), { seed: 1 });
      const many = Array.from({ length: 200 }, (_, i) => ({
        id: `${i}`,
        file: 'one.png',
        path: join(folder, 'one.png'),
      }));
      const options = {
        engine: 'onnx',
        regions: 'shared',
        count: 20,
        threshold: 0.01,
        proposals: 'selective-search',
      };
      const stop = new AbortController();
      const lines: string[] = [];
      await using process = new ComputeProcess();
      await process.compute({ recipe: { task: 'detect', options }, files: { models: [model] } }, many, {
        signal: stop.signal,
        onLine: (line) => {
          lines.push(line);
          stop.abort();
        },
      });
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.length).toBeLessThan(many.length);
      expect(JSON.parse(lines[0]!)).toMatchObject({ image: '0', detections: expect.any(Array) });
      rmSync(folder, { recursive: true });
    },
    STARTS,
  );

  it('blames no image for a model that cannot be loaded', async () => {
    await expect(compute('', 'absent')).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: 'no engine',
    });
  });

  it('blames no image when the process ends while it loads', async () => {
    await expect(compute('', 'too-large')).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringContaining('exit code 9'),
    });
  });
});
