import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeHashed } from '../../../src/export/hashed-file.js';

it('names a file by its contents, and leaves no older one behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hashed-'));
  const write = (text: string) => writeHashed(folder, 'worker.*.js', new TextEncoder().encode(text));
  for (const other of ['worker.js', 'worker.mine.js', 'network.0123456789abcdef.js']) {
    await writeFile(join(folder, other), '');
  }
  const first = await write('one');
  // printf one | sha256sum
  expect(first).toBe('worker.7692c3ad3540bb80.js');
  expect(await write('one')).toBe(first);
  const second = await write('two');
  const others = ['network.0123456789abcdef.js', 'worker.js', 'worker.mine.js'];
  expect((await readdir(folder)).sort()).toEqual([second, ...others].sort());
  await rm(folder, { recursive: true });
});
