import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ResultsFile } from '../../../src/runs/results-file.js';

const folder = mkdtempSync(join(tmpdir(), 'results-'));
const path = join(folder, 'results.ndjson');
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(path, { force: true }));
afterEach(() => vi.restoreAllMocks());

// Names of two and three bytes a character: a cut can fall inside one.
const ids = ['für', '日本', 'c'];
const lines = ids.map((image, n) => ({ image, detections: [n] }));
const whole = lines.map((line) => `${JSON.stringify(line)}\n`).join('');

async function finish(): Promise<void> {
  await using results = await ResultsFile.open(path, ids);
  for (const line of lines.slice(results.done)) await results.append([line]);
}

describe('a results file', () => {
  it('holds a line an image', async () => {
    await finish();
    expect(readFileSync(path, 'utf8')).toBe(whole);
  });

  it('goes on to the same bytes wherever it was cut', async () => {
    const bytes = Buffer.from(whole);
    for (let length = 0; length <= bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      await finish();
      expect(readFileSync(path).equals(bytes)).toBe(true);
    }
  });

  it('cuts off zeros that a power failure left', async () => {
    const first = `${JSON.stringify(lines[0])}\n`;
    for (const tail of [Buffer.alloc(100), Buffer.concat([Buffer.alloc(100), Buffer.from('\n')])]) {
      writeFileSync(path, Buffer.concat([Buffer.from(first), tail]));
      await finish();
      expect(readFileSync(path, 'utf8')).toBe(whole);
    }
  });

  it.each([
    [
      'a broken line that is not the last',
      `{"im\n${JSON.stringify(lines[0])}\n`,
      ':1: expected the result of für, but got a broken line',
    ],
    [
      'lines of other images',
      `${JSON.stringify(lines[1])}\n`,
      ':1: expected the result of für, but got that of 日本',
    ],
    ['more lines than images', `${whole}{"image":"d"}\n`, ':4: expected the end of the file'],
  ])('refuses %s', async (_, text, message) => {
    writeFileSync(path, text);
    await expect(ResultsFile.open(path, ids)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining(message),
    });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('tells when another process writes to it', async () => {
    await using results = await ResultsFile.open(path, ids);
    appendFileSync(path, whole);
    await expect(results.append([lines[0]])).rejects.toThrow('another process');
  });

  it('loses nothing when the disk is full', async () => {
    await using results = await ResultsFile.open(path, ids);
    await results.append([lines[0]]);
    const probe = await open(path);
    const handles = Object.getPrototypeOf(probe) as typeof probe;
    await probe.close();
    vi.spyOn(handles, 'appendFile').mockImplementationOnce(async function (this: typeof probe, data) {
      await this.write(String(data).slice(0, 5));
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    });
    await expect(results.append([lines[1]])).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/results of 1 images are kept; the same command resumes/),
    });
    expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(lines[0])}\n`);
    await results.append([lines[1]]); // space was made
    await results.append([lines[2]]);
    expect(readFileSync(path, 'utf8')).toBe(whole);
  });
});
