/**
 * Detections in a thread of their own against detections in the calling thread, alternating: the photographs a second,
 * and how long the calling thread's event loop stood still meanwhile, at its longest.
 */
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Detector } from '../detection/detector.js';
import { loadDetector } from '../detection/load-detector.js';
import { readVoc } from '../src/datasets/voc/devkit.js';
import { type BenchOptions, type Contender, interleaved, printTable, vocFolder } from './bench.js';

const ROUNDS = 5;
/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 1;

interface Kind extends Contender {
  readonly detector: Detector;
  readonly pauses: number[];
}

export async function run({ data = vocFolder, split = 'val', limit = 16 }: BenchOptions): Promise<unknown> {
  const { images } = await readVoc(data, { split });
  const files = images.slice(0, limit).map(({ file }) => join(data, file!));
  const kinds: Kind[] = [];
  for (const [name, worker] of [
    ['in the calling thread', false],
    ['in a thread of its own', true],
  ] as const) {
    const detector = await loadDetector('voc', { worker });
    const pauses: number[] = [];
    const work = async () => {
      const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
      delay.enable();
      for await (const result of detector.detectAll(files)) if ('error' in result) throw result.error;
      delay.disable();
      pauses.push(delay.max / 1e6);
    };
    kinds.push({ name, detector, pauses, work });
  }
  const timings = await interleaved(kinds, ROUNDS);
  for (const { detector } of kinds) detector.dispose();
  const rows = timings.map(({ name, median, ratio }, i) => {
    const pause = Math.max(...kinds[i]!.pauses.slice(1)); // the first round warms up
    return { name, msPerPhotograph: median / files.length, ratio, longestPauseMs: pause };
  });
  printTable(
    ['detections', 'ms per photograph', 'ratio', 'longest pause, ms'],
    rows.map(({ name, msPerPhotograph, ratio, longestPauseMs }) => [
      ...[name, msPerPhotograph.toFixed(0), ratio.toFixed(3), longestPauseMs.toFixed(0)],
    ]),
  );
  return rows;
}
