import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MadeOfFiles } from '../../../src/teach/made-of-files.js';

let root: string;
let made: string[];
let fails: boolean;
let last: MadeOfFiles<{ readonly of: string }>;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'made-'));
  for (const name of ['1.jpg', '2.jpg']) await writeFile(join(root, name), 'x');
  made = [];
  fails = false;
  const make = async (name: string) => {
    made.push(name);
    if (fails) throw new Error('bad');
    return { of: name };
  };
  last = new MadeOfFiles({ root, make, most: 1 });
});
afterEach(() => rm(root, { recursive: true }));

describe('what was made of a file', () => {
  it('is there for the next who asks, and for one at the same time', async () => {
    const [one, other] = await Promise.all([last.of('1.jpg'), last.of('1.jpg')]);
    expect(other).toBe(one);
    expect(await last.of('1.jpg')).toBe(one);
    expect(made).toEqual(['1.jpg']);
  });

  it('makes room for the newest', async () => {
    for (const name of ['1.jpg', '2.jpg', '1.jpg']) await last.of(name);
    expect(made).toEqual(['1.jpg', '2.jpg', '1.jpg']);
  });

  it.each<[string, (path: string) => Promise<void>]>([
    ['later', (path) => utimes(path, new Date(), new Date(Date.now() + 5_000))],
    [
      'with as old a date, but another size',
      async (path) => {
        await utimes(path, 1, 1);
        await last.of('1.jpg');
        await writeFile(path, 'another');
        await utimes(path, 1, 1);
        made.pop();
      },
    ],
  ])('is made anew when the file was written %s', async (_when, write) => {
    await last.of('1.jpg');
    await write(join(root, '1.jpg'));
    expect(await last.of('1.jpg')).toEqual({ of: '1.jpg' });
    expect(made).toEqual(['1.jpg', '1.jpg']);
  });

  it('is tried again after it failed', async () => {
    fails = true;
    await expect(last.of('1.jpg')).rejects.toThrow('bad');
    fails = false;
    expect(await last.of('1.jpg')).toEqual({ of: '1.jpg' });
  });
});
