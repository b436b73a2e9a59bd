/**
 * Steps of the detector's fine-tuning beside PyTorch (BENCH_PYTHON: a Python with torch;
 * bench/peers/region_torch.py has its set-up). Both begin with the same weights and photographs, and before they are timed both
 * compute the same losses, gradients and updates. Processor time is that of all threads.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchOptions, median, printTable } from './bench.js';
import { keepMemory, LinePeer } from './training/line-peer.js';

const ROUNDS = 6;
/** The shorter sides that a short run draws from lie around these; training pads the first to 608. */
const SIZES = [
  { height: 600, width: 800 },
  { height: 480, width: 640 },
] as const;
/** One photograph on one thread, and a step as it is by default. */
const STEPS = [
  { photographs: 1, threads: 1 },
  { photographs: 2, threads: 2 },
] as const;
/**
 * Relative differences (L2 norms) up to which both sides compute the same. A value near 0 may be rounded to either side of
 * it in one of the two programs, and then a ReLU lets a gradient pass in one alone; with each update there are more of these.
 */
const LIMITS = { loss: 1e-4, gradients: 1e-4, updates: 1e-3, worst: 1e-2 };

interface Size {
  readonly height: number;
  readonly width: number;
}

export interface WriteRequest extends Size {
  readonly path: string;
}

export interface StepRequest extends Size {
  readonly photographs: number;
  readonly threads: number;
}

/** What bench/training/region-steps.ts is asked. */
export type Request = { readonly write: WriteRequest } | { readonly step: StepRequest };

/** Milliseconds of a step. */
export interface Spent {
  readonly wall: number;
  readonly processor: number;
}

interface Agreement {
  readonly losses: readonly [number, number];
  readonly loss: number;
  readonly gradients: { readonly median: number; readonly worst: number; readonly of: string };
  readonly updates: { readonly median: number; readonly worst: number };
}

interface Contender {
  readonly name: string;
  readonly work: () => Promise<Spent>;
}

export async function run({ limit = ROUNDS }: BenchOptions): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-fine-tune-'));
  try {
    return await compare(folder, limit);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function compare(folder: string, rounds: number): Promise<unknown> {
  const python = process.env['BENCH_PYTHON'];
  using peer = python ? new LinePeer(python, [script('./peers/region_torch.py')], keepMemory) : undefined;
  const path = ({ height }: Size) => join(folder, `${height}.safetensors`);
  const agreements = peer ? await agree(peer, path) : [];
  using ours = ownSteps();
  const results = [];
  for (const size of SIZES) {
    for (const step of STEPS) {
      const contenders = [
        ...(peer ? await theirs(peer, { ...step, height: size.height, path: path(size) }) : []),
        { name: 'this package', work: () => ask<Spent>(ours, { step: { ...size, ...step } }) },
      ];
      results.push({ size, step, timings: await timed(contenders, rounds) });
    }
  }
  print(results);
  return { agreements, results };
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function ownSteps(): LinePeer {
  return new LinePeer(
    process.execPath,
    ['--import', 'tsx', script('./training/region-steps.ts')],
    keepMemory,
  );
}

/** @throws Error when they compute different things, of which a comparison would say nothing */
async function agree(peer: LinePeer, path: (size: Size) => string): Promise<Agreement[]> {
  // A process of its own: its trainers' memory is free again when the steps are timed.
  using writer = ownSteps();
  const agreements = [];
  for (const size of SIZES) {
    await ask(writer, { write: { ...size, path: path(size) } });
    const agreement = await ask<Agreement>(peer, { check: { path: path(size) } });
    agreements.push(agreement);
    process.stderr.write(`${size.height} x ${size.width}: ${described(agreement)}\n`);
    if (!same(agreement)) throw new Error('Expected both sides to compute the same, but they differ.');
  }
  return agreements;
}

function described({ losses, loss, gradients, updates }: Agreement): string {
  const short = (value: number) => value.toExponential(1);
  return [
    `losses ${losses.map((each) => each.toFixed(5)).join(' and ')}; relative differences: losses ${short(loss)}`,
    `gradients ${short(gradients.median)} in the median, at most ${short(gradients.worst)} (${gradients.of})`,
    `weights' changes in three updates ${short(updates.median)}, at most ${short(updates.worst)}`,
  ].join('; ');
}

function same({ loss, gradients, updates }: Agreement): boolean {
  return (
    loss <= LIMITS.loss &&
    gradients.median <= LIMITS.gradients &&
    updates.median <= LIMITS.updates &&
    Math.max(gradients.worst, updates.worst) <= LIMITS.worst
  );
}

async function theirs(
  peer: LinePeer,
  step: { height: number; photographs: number; threads: number; path: string },
): Promise<Contender[]> {
  const { version, bfloat16 } = await ask<{ version: string; bfloat16: boolean }>(peer, { about: {} });
  const types = bfloat16 ? [false, true] : [false];
  return types.map((half) => ({
    name: `PyTorch ${version}${half ? ', bfloat16' : ''}`,
    work: () => ask<Spent>(peer, { step: { ...step, bfloat16: half } }),
  }));
}

async function ask<Answer>(peer: LinePeer, request: object): Promise<Answer> {
  return JSON.parse(await peer.ask(JSON.stringify(request))) as Answer;
}

interface Timing {
  readonly name: string;
  /** Medians of a step's milliseconds. */
  readonly wall: number;
  readonly processor: number;
  /** Medians over the rounds of the first contender's time over this one's in the same round. */
  readonly speed: Spent;
}

/** As `interleaved`, with the times that the contenders measure themselves. */
async function timed(contenders: readonly Contender[], rounds: number): Promise<Timing[]> {
  const spent = contenders.map((): Spent[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, { work }] of contenders.entries()) {
      const step = await work();
      if (round > 0) spent[i]!.push(step);
    }
  }
  return contenders.map(({ name }, i) => {
    const of = (clock: keyof Spent) => median(spent[i]!.map((each) => each[clock]));
    const speed = (clock: keyof Spent) =>
      median(spent[i]!.map((each, round) => spent[0]![round]![clock] / each[clock]));
    return {
      ...{ name, wall: of('wall'), processor: of('processor') },
      speed: { wall: speed('wall'), processor: speed('processor') },
    };
  });
}

function print(
  results: readonly {
    size: Size;
    step: { photographs: number; threads: number };
    timings: readonly Timing[];
  }[],
): void {
  printTable(
    [
      'fine-tuning, 64 regions',
      'photographs, threads',
      'ms a photograph',
      'of the processor',
      'times the speed',
      'by the processor',
    ],
    results.flatMap(({ size, step: { photographs, threads }, timings }) =>
      timings.map(({ name, wall, processor, speed }) => [
        `${size.height} x ${size.width}, ${name}`,
        `${photographs}, ${threads}`,
        (wall / photographs).toFixed(0),
        (processor / photographs).toFixed(0),
        speed.wall.toFixed(2),
        speed.processor.toFixed(2),
      ]),
    ),
  );
}
