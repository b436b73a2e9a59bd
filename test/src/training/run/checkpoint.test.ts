import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Position, readCheckpoint, writeCheckpoint } from '../../../../src/training/run/checkpoint.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const position = (step: number): Position => ({ step, averageUpdates: step, best: { top1: 0.5, epoch: 2 } });
const state = (value: number) =>
  new Map([['weights/a', { shape: [2], data: Float32Array.of(value, 1e-40) }]]);

describe('checkpoints', () => {
  it('come back bit for bit, the newest first', async () => {
    for (const step of [7, 100, 99])
      await writeCheckpoint(folder, { position: position(step), state: state(step) });
    expect(await readCheckpoint(folder)).toEqual({ position: position(100), state: state(100) });
  });

  it('keep the newest two', async () => {
    for (const step of [1, 2, 3])
      await writeCheckpoint(folder, { position: position(step), state: state(step) });
    expect(readdirSync(folder)).toEqual([
      'checkpoint-00000002.safetensors',
      'checkpoint-00000003.safetensors',
    ]);
  });

  it('are not begun with values that are no numbers', async () => {
    await writeCheckpoint(folder, { position: position(1), state: state(1) });
    const broken = writeCheckpoint(folder, { position: position(2), state: state(Number.NaN) });
    await expect(broken).rejects.toMatchObject({ code: 'bad-weights' });
    expect((await readCheckpoint(folder))?.position.step).toBe(1);
  });

  it('that are damaged are named', async () => {
    writeFileSync(join(folder, 'checkpoint-00000005.safetensors'), 'no tensors');
    await expect(readCheckpoint(folder)).rejects.toThrow('checkpoint-00000005.safetensors');
  });

  it('may be absent', async () => {
    writeFileSync(join(folder, 'checkpoint-00000005.safetensors.1-ab.tmp'), 'left by a killed process');
    expect(await readCheckpoint(folder)).toBeUndefined();
  });
});
