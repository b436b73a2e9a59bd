import { describe, expect, it } from 'vitest';
import { RcnnError } from '../../src/errors.js';
import { inOrder } from '../../src/look-ahead.js';
import { Turns } from '../../src/turns.js';

/** Tasks that end when they are told to. */
function tasks(turns: Turns, count: number, signal?: AbortSignal) {
  const began: number[] = [];
  const ends: (() => void)[] = [];
  const results = Array.from({ length: count }, (_, i) =>
    turns.run(async () => {
      began.push(i);
      await new Promise<void>((resolve) => ends.push(resolve));
      return i;
    }, signal),
  );
  return { began, ends, results };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('run as many as allowed at once, the others in the order in which they came', async () => {
    const { began, ends, results } = tasks(new Turns(2), 4);
    await settle();
    expect(began).toEqual([0, 1]);
    ends[1]!();
    await settle();
    expect(began).toEqual([0, 1, 2]);
    ends[0]!();
    await settle();
    for (const end of ends) end();
    expect(await Promise.all(results)).toEqual([0, 1, 2, 3]);
  });

  it('pass on after a task that fails', async () => {
    const turns = new Turns(1);
    const failed = turns.run(() => Promise.reject(new Error('no')));
    const next = turns.run(async () => 'next');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('next');
  });

  it('a task that waits leaves at once when given up, and its turn goes to the next', async () => {
    const turns = new Turns(1);
    const { ends, results } = tasks(turns, 1);
    const stop = new AbortController();
    const waiting = turns.run(async () => 'never', stop.signal);
    const last = turns.run(async () => 'last');
    await settle();
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    ends[0]!();
    expect(await last).toBe('last');
    expect(await results[0]).toBe(0);
  });

  it('tell when nothing runs any more', async () => {
    const turns = new Turns(1);
    const calls: string[] = [];
    turns.whenIdle(() => calls.push('at once'));
    const { ends, results } = tasks(turns, 1);
    turns.whenIdle(() => calls.push('later'));
    expect(calls).toEqual(['at once']);
    await settle();
    ends[0]!();
    await results[0];
    expect(calls).toEqual(['at once', 'later']);
  });
});

describe('results in order', () => {
  const refused = new RcnnError('bad-image', 'no image');
  const task = async (source: number) => {
    if (source === 2) throw refused;
    return { value: 10 * source };
  };

  it('keep the order, and an error in its place', async () => {
    const results = [];
    for await (const result of inOrder([1, 2, 3], task, { ahead: 2 })) results.push(result);
    expect(results).toEqual([
      { source: 1, value: 10 },
      { source: 2, error: refused },
      { source: 3, value: 30 },
    ]);
  });

  it('stopped early, give up what is ahead and begin nothing more', async () => {
    const begun: number[] = [];
    const signals: AbortSignal[] = [];
    const watched = async (source: number, signal: AbortSignal) => {
      begun.push(source);
      signals.push(signal);
      return { value: source };
    };
    for await (const _ of inOrder([1, 2, 3, 4], watched, { ahead: 2 })) break;
    expect(begun).toEqual([1, 2]);
    expect(signals[1]!.aborted).toBe(true);
  });

  it('end with an error that is nobody else’s, when its turn comes', async () => {
    const broken = async (source: number) => {
      if (source === 2) throw new TypeError('a bug');
      return { value: source };
    };
    const results = inOrder([1, 2], broken, { ahead: 2 });
    expect((await results.next()).value).toEqual({ source: 1, value: 1 });
    await expect(results.next()).rejects.toThrow('a bug');
  });
});
