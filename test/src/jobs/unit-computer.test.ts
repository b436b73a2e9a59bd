import { afterEach, describe, expect, it, vi } from 'vitest';
import { ProcessComputer } from '../../../src/jobs/compute/unit-computer.js';

const script = new URL('../../support/poison-process.mjs', import.meta.url);
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
