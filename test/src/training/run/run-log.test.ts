import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RunLog } from '../../../../src/training/run/run-log.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = (step: number) => ({ kind: 'start', step, at: '2026-01-01T00:00:00Z' }) as const;

it('reads what was appended, without a line that a killed process left half-written', async () => {
  const log = new RunLog(folder);
  expect(await log.read()).toEqual([]);
  log.append(start(0));
  log.append(start(7));
  appendFileSync(log.path, '{"kind":"st');
  expect(await log.read()).toEqual([start(0), start(7)]);
});

it('keeps the records up to a step', async () => {
  const log = new RunLog(folder);
  for (const step of [0, 7, 8]) log.append(start(step));
  await log.cutAfter(7);
  expect(await log.read()).toEqual([start(0), start(7)]);
});

it('does not take a log that cannot be read for an empty one', async () => {
  const log = new RunLog(folder);
  mkdirSync(log.path); // EISDIR, as EIO or EMFILE could be
  const error = { code: 'bad-file', message: expect.stringContaining(log.path) };
  await expect(log.read()).rejects.toMatchObject(error);
  await expect(log.cutAfter(7)).rejects.toMatchObject(error);
});

it('names the line that is no record, and leaves the log as it is', async () => {
  const log = new RunLog(folder);
  log.append(start(0));
  appendFileSync(log.path, '{"kind":\n');
  const text = readFileSync(log.path, 'utf8');
  await expect(log.cutAfter(7)).rejects.toMatchObject({
    code: 'bad-file',
    message: expect.stringContaining(`${log.path}:2`),
  });
  expect(readFileSync(log.path, 'utf8')).toBe(text);
});
