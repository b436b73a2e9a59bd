/**
 * The paper's 144 crops of one photograph, from file to mean, beside plain loops in Python (bench/peers/crops_loop.py;
 * BENCH_PYTHON: a Python with Pillow, onnxruntime and torch, or one of the two). Same weights, one thread each, and processor
 * time, which other work on the machine hardly changes. ONNX Runtime in Python runs the graph that exporters write, with the
 * LRN operator.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadClassifier } from '../src/classification/load-classifier.js';
import { parametersOf } from '../src/googlenet/parameters.js';
import { encodeOnnx } from '../src/onnx/graph.js';
import { drawScene } from '../test/support/photographs.js';
import { fullGoogLeNet, fullRandomWeights, writeRandomGoogLeNet } from '../test/support/random-googlenet.js';
import { type BenchOptions, median, printTable } from './bench.js';
import { LinePeer } from './training/line-peer.js';

const ROUNDS = 5;
const SIDE = 224;
const THREADS = 1;
/** Of the loops: what is usual, and one crop at a time. */
const BATCHES = [16, 1] as const;

interface Contender {
  readonly name: string;
  readonly work: () => Promise<Answer>;
}

interface Answer {
  /** Milliseconds of all threads. */
  readonly processor: number;
  /** Number of the best class, so that all can be seen to compute the same. */
  readonly best: string;
}

export async function run({ limit = ROUNDS }: BenchOptions): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-crops-'));
  try {
    return await compare(folder, limit);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function compare(folder: string, rounds: number): Promise<unknown> {
  const photograph = await drawScene(join(folder, 'photograph.jpg'), { width: 500, height: 375 });
  const model = await writeRandomGoogLeNet(folder);
  using classifier = await loadClassifier({ model, threads: THREADS, worker: false });
  const peers: LinePeer[] = [];
  const contenders: Contender[] = [
    { name: 'this package', work: () => ours(() => classifier.classify(photograph, { crops: 144 })) },
  ];
  for (const runtime of ['onnxruntime', 'torch'] as const) {
    const peer = await peerOf(runtime, { folder, photograph });
    if (!peer) continue;
    peers.push(peer);
    for (const batch of BATCHES)
      contenders.push({ name: `${runtime} in Python, batches of ${batch}`, work: () => theirs(peer, batch) });
  }
  try {
    return report(contenders, await inTurn(contenders, rounds));
  } finally {
    for (const peer of peers) peer[Symbol.dispose]();
  }
}

async function inTurn(contenders: readonly Contender[], rounds: number): Promise<Answer[][]> {
  const answers = contenders.map((): Answer[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, { work }] of contenders.entries()) {
      const answer = await work();
      if (round > 0) answers[i]!.push(answer); // the first warms up
    }
  }
  return answers;
}

function report(contenders: readonly Contender[], answers: readonly (readonly Answer[])[]) {
  const timings = contenders.map(({ name }, i) => ({
    name,
    median: median(answers[i]!.map(({ processor }) => processor)),
    ratio: median(answers[i]!.map(({ processor }, round) => processor / answers[0]![round]!.processor)),
    best: answers[i]![0]!.best,
  }));
  printTable(
    ['144 crops of a photograph', 'processor seconds', 'times ours', 'best class'],
    timings.map(({ name, median, ratio, best }) => [
      name,
      (median / 1000).toFixed(2),
      ratio.toFixed(2),
      best,
    ]),
  );
  return timings;
}

async function ours(work: () => Promise<{ predictions: { class: string }[] }>): Promise<Answer> {
  const before = process.cpuUsage();
  const { predictions } = await work();
  const { user, system } = process.cpuUsage(before);
  return { processor: (user + system) / 1000, best: predictions[0]!.class };
}

async function theirs(peer: LinePeer, batch: number): Promise<Answer> {
  const [processor, best] = (await peer.ask(String(batch))).split(' ');
  return { processor: Number(processor), best: best! };
}

async function peerOf(
  runtime: 'onnxruntime' | 'torch',
  { folder, photograph }: { folder: string; photograph: string },
): Promise<LinePeer | undefined> {
  const python = process.env['BENCH_PYTHON'];
  if (!python || spawnSync(python, ['-c', `import PIL, ${runtime}`]).status !== 0) {
    process.stderr.write(`${runtime} is left out: BENCH_PYTHON names no Python that has it and Pillow\n`);
    return undefined;
  }
  const path = join(folder, runtime);
  const weights = fullRandomWeights();
  if (runtime === 'onnxruntime') {
    await writeFile(path, encodeOnnx(fullGoogLeNet, weights, { localResponseNorm: 'operator' }));
  } else {
    await writeFile(
      path,
      Buffer.concat(parametersOf(fullGoogLeNet).map(({ name }) => bytesOf(weights.get(name)!.data))),
    );
  }
  const script = fileURLToPath(new URL('./peers/crops_loop.py', import.meta.url));
  return new LinePeer(python, [script, runtime, path, String(SIDE), photograph, String(THREADS)]);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
