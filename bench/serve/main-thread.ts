/** What kept a server's event loop from its requests: its own metrics, and Linux's account of its main thread. */
import { readFileSync } from 'node:fs';

export interface MainThread {
  /** Delay of the event loop since the last look, milliseconds: 99 % of all are at most, and the longest. */
  readonly lag: { readonly most: number; readonly longest: number };
  /** Seconds in garbage collection, so far. */
  readonly collecting: number;
  /** Seconds on a processor, so far. */
  readonly running: number;
  /** Seconds that it was ready to run while other threads had the processors, so far. */
  readonly waiting: number;
}

export async function mainThread(url: string, pid: number): Promise<MainThread> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const values = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))].map(([, value]) => Number(value));
  const [most, longest] = ['p99', 'max'].map((which) => values(`nodejs_eventloop_lag_${which}_seconds`)[0]!);
  const collecting = values('nodejs_gc_duration_seconds_sum').reduce((sum, value) => sum + value, 0);
  const [running, waiting] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8')
    .split(' ')
    .map(Number);
  const lag = { most: 1000 * most!, longest: 1000 * longest! };
  return { lag, collecting, running: running! / 1e9, waiting: waiting! / 1e9 };
}

/** What happened between two looks, as a sentence. */
export function between(before: MainThread, after: MainThread): string {
  const { lag, collecting, running, waiting } = after;
  const seconds = (value: number) => `${value.toFixed(1)} s`;
  return (
    `Event loop: 99 % of its delays at most ${lag.most.toFixed(0)} ms, the longest ${lag.longest.toFixed(0)} ms. ` +
    `Its thread ran for ${seconds(running - before.running)}, ${seconds(collecting - before.collecting)} of it to collect ` +
    `garbage, and waited ${seconds(waiting - before.waiting)} for a processor.`
  );
}
