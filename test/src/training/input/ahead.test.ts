import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Ahead } from '../../../../src/training/input/ahead.js';

describe('values made ahead', () => {
  it('are begun as far ahead as asked for, and not past the end', async () => {
    const begun: number[] = [];
    const ahead = new Ahead(
      async (step) => {
        begun.push(step);
        return 10 * step;
      },
      { depth: 2, end: 5 },
    );
    expect((await ahead.take(1)).value).toBe(10);
    expect(begun).toEqual([1, 2, 3]);
    expect((await ahead.take(2)).value).toBe(20);
    expect(begun).toEqual([1, 2, 3, 4]);
    expect((await ahead.take(4)).value).toBe(40);
    expect(begun).toEqual([1, 2, 3, 4]);
  });

  it('tell how long they were waited for', async () => {
    const ahead = new Ahead((step) => setTimeout(step === 0 ? 50 : 0, step), { depth: 1, end: 2 });
    expect((await ahead.take(0)).waited).toBeGreaterThanOrEqual(45);
  });

  it('that fail throw where they are taken', async () => {
    const fail = async (step: number) => {
      if (step === 1) throw new Error('step 1');
      return step;
    };
    const ahead = new Ahead(fail, { depth: 1, end: 3 });
    expect((await ahead.take(0)).value).toBe(0);
    await setTimeout(1); // an unhandled rejection would end the process here
    await expect(ahead.take(1)).rejects.toThrow('step 1');
  });
});
