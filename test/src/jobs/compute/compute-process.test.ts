import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { ComputeProcess } from '../../../../src/jobs/compute/compute-process.js';

/** Milliseconds: a process takes a second to start, a minute where all cores are taken. */
const STARTS = 120_000;

/** Cuts itself off when it is done, and ends a second later. */
const CUT_OFF = `
process.on('message', () => process.send({ type: 'done' }, () => process.disconnect()));
setTimeout(() => {}, 1_000_000).unref();
process.on('disconnect', () => setTimeout(() => process.exit(), 1000));
`;

it(
  'waits for the end of a process that is cut off but has not ended',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'compute-process-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const script = join(folder, 'cut-off.mjs');
    writeFileSync(script, CUT_OFF);
    const computer = new ComputeProcess(pathToFileURL(script));
    const task = { recipe: { task: 'detect' as const, options: {} }, files: { models: [] } };
    await computer.compute(task, [], { signal: new AbortController().signal, onLine: () => {} });
    await wait(200); // until this side knows that it is cut off
    await expect(computer[Symbol.asyncDispose]()).resolves.toBeUndefined();
  },
  STARTS,
);
