import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LastDecoded } from '../../../src/teach/last-decoded.js';

let folder: string;
let first: string;
let second: string;
let decoded: string[];
let fails: boolean;
let last: LastDecoded;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decoded-'));
  first = join(folder, '1.jpg');
  second = join(folder, '2.jpg');
  for (const path of [first, second]) await writeFile(path, 'x');
  decoded = [];
  fails = false;
  last = new LastDecoded(async (path) => {
    decoded.push(path);
    if (fails) throw new Error('bad');
    return { width: 1, height: 1, data: new Uint8Array(3) };
  });
});
afterEach(() => rm(folder, { recursive: true }));

describe('the last decoded photograph', () => {
  it('is there for the next click, and for one at the same time', async () => {
    const [one, other] = await Promise.all([last.of(first), last.of(first)]);
    expect(other).toBe(one);
    expect(await last.of(first)).toBe(one);
    expect(decoded).toEqual([first]);
  });

  it('is the only one that is kept', async () => {
    for (const path of [first, second, first]) await last.of(path);
    expect(decoded).toEqual([first, second, first]);
  });

  it('is decoded anew when its file was written since', async () => {
    await last.of(first);
    await utimes(first, new Date(), new Date(Date.now() + 5_000));
    await last.of(first);
    expect(decoded).toEqual([first, first]);
  });

  it('is tried again after it failed', async () => {
    fails = true;
    await expect(last.of(first)).rejects.toThrow('bad');
    fails = false;
    expect(await last.of(first)).toMatchObject({ width: 1 });
  });
});
