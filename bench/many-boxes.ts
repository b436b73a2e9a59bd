/**
 * Ten thousand boxes on one photograph through the whole network, one call: memory that does not grow, and speed that does not
 * fall. Random weights of GoogLeNet's size, or the classifier that BENCH_MODEL names; processor time, which other work on the
 * machine hardly changes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalClassifierCore } from '../src/classification/core.js';
import type { Engine, Executable } from '../src/engines/engine.js';
import { loadEngine } from '../src/engines/index.js';
import type { Box } from '../src/geometry/box.js';
import { decodeImage } from '../src/platform/node/decode.js';
import { keyedStream } from '../src/random/keyed-stream.js';
import { loadModel } from '../src/weights/model-file.js';
import { drawScene } from '../test/support/photographs.js';
import { writeRandomGoogLeNet } from '../test/support/random-googlenet.js';
import { type BenchOptions, printTable } from './bench.js';

const BOXES = 10_000;
const PARTS = 10;
const size = { width: 500, height: 375 };

interface Mark {
  /** Boxes done. */
  readonly boxes: number;
  /** Milliseconds of all threads so far. */
  readonly processor: number;
  /** Bytes of the process. */
  readonly memory: number;
}

/** @param options.limit boxes, 10,000 unless given */
export async function run({ limit = BOXES }: BenchOptions): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-many-boxes-'));
  try {
    const image = await decodeImage(await drawScene(join(folder, 'photograph.jpg'), size));
    const model = await loadModel(process.env['BENCH_MODEL'] ?? (await writeRandomGoogLeNet(folder)));
    const marks: Mark[] = [];
    const core = await LocalClassifierCore.create(model, marking(await loadEngine('onnx'), marks), {
      threads: 1,
    });
    const rows = await core.regions([{ image, boxes: randomBoxes(limit) }]);
    marks.push(mark(rows.length));
    core.close();
    return report(marks, limit);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The engine, with a mark at the start of each run. */
function marking(engine: Engine, marks: Mark[]): Engine {
  let boxes = 0;
  const watched = (executable: Executable): Executable => ({
    run: (inputs) => {
      marks.push(mark(boxes));
      boxes += Object.values(inputs)[0]!.shape[0]!;
      return executable.run(inputs);
    },
    [Symbol.dispose]: () => executable[Symbol.dispose](),
  });
  return { ...engine, compile: async (...args) => watched(await engine.compile(...args)) };
}

function mark(boxes: number): Mark {
  const { user, system } = process.cpuUsage();
  return { boxes, processor: (user + system) / 1000, memory: process.memoryUsage.rss() };
}

function randomBoxes(count: number): Box[] {
  const random = keyedStream(1);
  return Array.from({ length: count }, () => {
    const [x1, y1] = [random() * 0.8 * size.width, random() * 0.8 * size.height];
    const [width, height] = [20 + random() * (size.width - x1 - 20), 20 + random() * (size.height - y1 - 20)];
    return { x1, y1, x2: x1 + width, y2: y1 + height };
  });
}

function report(marks: readonly Mark[], count: number) {
  const at = Array.from(
    { length: PARTS + 1 },
    (_, i) => marks.find(({ boxes }) => boxes >= (i * count) / PARTS)!,
  );
  const parts = at.slice(1).map((end, i) => {
    const start = at[i]!;
    return {
      boxes: end.boxes,
      milliseconds: (end.processor - start.processor) / (end.boxes - start.boxes),
      memory: Math.max(
        ...marks.filter(({ boxes }) => boxes > start.boxes && boxes <= end.boxes).map(({ memory }) => memory),
      ),
    };
  });
  printTable(
    ['boxes', 'processor ms per box', 'MB'],
    parts.map(({ boxes, milliseconds, memory }) => [
      boxes,
      milliseconds.toFixed(2),
      (memory / 1e6).toFixed(0),
    ]),
  );
  const peak = 1024 * process.resourceUsage().maxRSS;
  process.stderr.write(`at most ${(peak / 1e6).toFixed(0)} MB\n`);
  return { parts, peak };
}
