import { existsSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FeatureReader, FeatureWriter } from '../../../../src/training/features/feature-file.js';

let folder: string;
let options: { path: string; records: number; length: number };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'features-'));
  options = { path: join(folder, 'below', 'features.f16'), records: 3, length: 4 };
});
afterEach(() => rmSync(folder, { recursive: true }));

const record = (n: number) => [n, n + 0.5, -n, 1000 + n]; // all exact in half precision

async function write(records: readonly number[]): Promise<number | undefined> {
  const writer = await FeatureWriter.open(options);
  if (!writer) return undefined;
  const before = writer.written;
  for (const n of records) await writer.append(Float32Array.from(record(n)));
  await writer.close();
  return before;
}

async function read(records: readonly number[]): Promise<number[]> {
  const reader = await FeatureReader.open(options);
  const values = await reader.read(records).finally(() => reader.close());
  return [...values];
}

describe('features on disk', () => {
  it('are read in any order', async () => {
    expect(await write([1, 2, 3])).toBe(0);
    expect(await read([2, 0, 2])).toEqual([...record(3), ...record(1), ...record(3)]);
  });

  it('go on behind the last whole record of a writer that was killed', async () => {
    await write([1, 2]);
    expect(existsSync(options.path)).toBe(false);
    truncateSync(`${options.path}.partial`, 8 + 5);
    expect(await write([7, 8])).toBe(1);
    expect(await read([0, 1, 2])).toEqual([...record(1), ...record(7), ...record(8)]);
  });

  it('are not made twice', async () => {
    await write([1, 2, 3]);
    expect(await FeatureWriter.open(options)).toBeUndefined();
  });

  it('a file that cannot be synced is closed', async () => {
    const handle = await open(join(folder, 'any'), 'w');
    const handles = Object.getPrototypeOf(handle) as FileHandle;
    await handle.close();
    const writer = await FeatureWriter.open(options);
    let synced: FileHandle | undefined;
    vi.spyOn(handles, 'sync').mockImplementationOnce(async function (this: FileHandle) {
      synced = this;
      throw new Error('no space');
    });
    onTestFinished(() => void vi.restoreAllMocks());
    await expect(writer!.close()).rejects.toThrow('no space');
    expect(synced!.fd).toBe(-1); // of one that is closed
  });

  it('that are too few are not made up', async () => {
    await write([1, 2, 3]);
    await expect(read([3])).rejects.toMatchObject({ code: 'bad-file' });
  });
});
