/**
 * The server under load, on loopback: a thousand connections that retry as they are told to, and how near a few busy
 * clients come to the library's own loop over the same photographs.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadDetector } from '../detection/load-detector.js';
import { readVoc } from '../src/datasets/voc/devkit.js';
import { keyedStream } from '../src/random/keyed-stream.js';
import { BENCH_PURPOSE } from '../src/random/purposes.js';
import { type BenchOptions, median, printTable, vocFolder } from './bench.js';
import { type Cannon, cannon, pausing } from './serve/cannon.js';
import { between, mainThread } from './serve/main-thread.js';
import { processState } from './serve/process-state.js';
import { type StartedServer, startServer } from './serve/start-server.js';

/** Requests at once while throughput is measured: enough that the queue is never empty. */
const CLIENTS = 4;
const ROUNDS = 3;
/** Photographs of a pass; every client sends all of them. */
const PHOTOGRAPHS = 4;
const CONNECTIONS = 1000;
/** Requests of each, about one per second, as `Retry-After` says. */
const SECONDS = 60;
/** Before the load, so that neither the code nor the detector is new to it: connections, and requests of all of them. */
const WARM_UP = { connections: 100, amount: 1000 };
/** One of the two alone: BENCH_PART. */
const part = process.env['BENCH_PART'];
/** Of the memory, before which the server is still warming up. */
const WARM = 15;

/** @param limit seconds of the load, in place of 60 */
export async function run({
  data = vocFolder,
  split = 'val_more',
  limit = SECONDS,
}: BenchOptions): Promise<unknown> {
  const dataset = await readVoc(data, { split });
  const files = Array.from({ length: PHOTOGRAPHS }, (_, i) =>
    join(data, dataset.images[Math.floor((i * dataset.images.length) / PHOTOGRAPHS)]!.file!),
  );
  await using server = await startServer();
  return {
    ...(part !== 'load' && { throughput: await againstLibrary(server, files) }),
    ...(part !== 'throughput' && { load: await underLoad(server, files, limit) }),
  };
}

/** The same photographs through both, in turns. */
async function againstLibrary({ child, url }: StartedServer, files: readonly string[]) {
  using detector = await loadDetector();
  const requests = requestsOf(files);
  const total = CLIENTS * files.length;
  const library = async () => {
    const before = process.cpuUsage();
    const all = Array.from({ length: CLIENTS }, () => files).flat();
    for await (const found of detector.detectAll(all)) if ('error' in found) throw found.error;
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  const serve = async () => {
    const before = processState(child.pid!).cpu;
    const { statusCodeStats } = await fire(url, { connections: CLIENTS, amount: total, requests });
    if (statusCodeStats['200']?.count !== total) {
      throw new Error(`Expected ${total} answers, but got ${JSON.stringify(statusCodeStats)}.`);
    }
    return processState(child.pid!).cpu - before;
  };
  const rounds: { library: Pass; serve: Pass }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const both = { library: await timed(library, total), serve: await timed(serve, total) };
    if (round > 0) rounds.push(both); // the first warms up
  }
  const of = (side: 'library' | 'serve', what: keyof Pass) => median(rounds.map((one) => one[side][what]));
  const ratio = median(rounds.map((one) => one.library.seconds / one.serve.seconds));
  printTable(
    ['per photograph', 'seconds', 'CPU seconds'],
    (['library', 'serve'] as const).map((side) => [
      side === 'library' ? 'detectAll of the library' : `serve, ${CLIENTS} clients`,
      of(side, 'seconds').toFixed(3),
      of(side, 'cpu').toFixed(3),
    ]),
  );
  process.stderr.write(`Throughput: ${(100 * ratio).toFixed(1)} % of the library's\n`);
  return { rounds, ratio };
}

interface Pass {
  readonly seconds: number;
  readonly cpu: number;
}

async function timed(work: () => Promise<number>, photographs: number): Promise<Pass> {
  const began = performance.now();
  const cpu = await work();
  return { seconds: (performance.now() - began) / 1000 / photographs, cpu: cpu / photographs };
}

async function underLoad({ child, url }: StartedServer, files: readonly string[], seconds: number) {
  const random = keyedStream(BENCH_PURPOSE.clientPauses, files.length);
  await fire(url, { ...WARM_UP, pauses: random, requests: requestsOf(files.slice(0, 1)) });
  const { memory, since, stop } = watchMemory(child.pid!);
  const sent = CONNECTIONS * seconds;
  const { times, onResponse } = answerTimes(sent);
  const before = await mainThread(url, child.pid!);
  const own = monitorEventLoopDelay({ resolution: 1 }); // what the clients themselves add to the times
  own.enable();
  const each = CONNECTIONS / files.length;
  const fired = files.map((file, i) =>
    fire(url, {
      ...{ connections: each, amount: each * seconds, requests: requestsOf([file]) },
      ...{ pauses: keyedStream(BENCH_PURPOSE.clientPauses, i), onResponse },
    }),
  );
  const results = await Promise.all(fired);
  stop();
  own.disable();
  const after = await mainThread(url, child.pid!);
  process.stderr.write('\n');
  const errors = results.reduce((sum, one) => sum + one.errors, 0);
  const answers = [...times].map(([status, all]) => ({ status, count: all.length, ...quantiles(all) }));
  const answered = answers.reduce((sum, { count }) => sum + count, 0);
  const head = `${CONNECTIONS} connections, ${since().toFixed(0)} s`;
  printTable(
    [head, 'answers', 'median ms', '99 % within ms', 'longest ms'],
    answers.map(({ status, count, half, most, longest }) => [status, count, half, most, longest]),
  );
  const warm = memory.filter(({ at }) => at >= Math.min(WARM, seconds / 2));
  const slope = slopeOf(warm);
  process.stderr.write(
    `Sent ${sent}, unanswered ${sent - answered}, broken connections ${errors}. ${grown(warm, slope)}\n` +
      `${between(before, after)}\n` +
      `The clients' own event loop: 99 % of its delays at most ${(own.percentile(99) / 1e6).toFixed(0)} ms, the longest ${(own.max / 1e6).toFixed(0)} ms.\n`,
  );
  return { sent, answered, errors, answers, memory, slope, mainThread: { before, after } };
}

interface Memory {
  /** Seconds since the load began. */
  readonly at: number;
  readonly megabytes: number;
}

function watchMemory(pid: number) {
  const memory: Memory[] = [];
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  const look = () => memory.push({ at: since(), megabytes: processState(pid).megabytes });
  const watch = setInterval(look, 1000);
  return { memory, since, stop: () => clearInterval(watch) };
}

/** @param slope - MB per second */
function grown(warm: readonly Memory[], slope: number): string {
  const [first, last] = [warm[0]!, warm.at(-1)!];
  return `Memory ${first.megabytes.toFixed(0)} MB after ${first.at.toFixed(0)} s, ${last.megabytes.toFixed(0)} MB at the end, ${(60 * slope).toFixed(1)} MB per minute`;
}

/** Milliseconds of the answers with each status, and what is told of progress meanwhile. */
function answerTimes(sent: number) {
  const times = new Map<number, number[]>();
  let answered = 0;
  const onResponse = (status: number, milliseconds: number) => {
    const known = times.get(status) ?? [];
    times.set(status, known);
    known.push(milliseconds);
    if (++answered % CONNECTIONS === 0) process.stderr.write(`\r${answered} of ${sent} answered `);
  };
  return { times, onResponse };
}

function quantiles(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))]!);
  return { half: at(0.5), most: at(0.99), longest: at(1) };
}

/** Of the straight line through the measurements, MB per second. */
function slopeOf(points: readonly Memory[]): number {
  const mean = (of: (point: Memory) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(({ at }) => at), mean(({ megabytes }) => megabytes)];
  const above = points.reduce((sum, { at, megabytes }) => sum + (at - x) * (megabytes - y), 0);
  return above / points.reduce((sum, { at }) => sum + (at - x) ** 2, 0);
}

interface Fire {
  readonly connections: number;
  readonly amount: number;
  /** Numbers from 0 to 1: each client waits for 0.5 to 1.5 s before each request, by a clock of its own. */
  readonly pauses?: () => number;
  readonly requests: ReturnType<typeof requestsOf>;
  readonly onResponse?: (status: number, milliseconds: number) => void;
}

function fire(url: string, { onResponse, pauses, ...options }: Fire): Promise<Cannon> {
  return cannon(
    { url, timeout: 120, ...options, ...(pauses && { setupClient: pausing(pauses) }) },
    onResponse,
  );
}

/** Every connection keeps copies of its own: few and small ones. */
function requestsOf(files: readonly string[]) {
  const headers = { 'content-type': 'image/jpeg' };
  return files.map((file) => ({ method: 'POST', path: '/v1/detect', headers, body: readFileSync(file) }));
}
