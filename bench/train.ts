/**
 * Training speed beside PyTorch (BENCH_PYTHON: a Python with torch; bench/peers/train_torch.py has its set-up), and
 * beside native TensorFlow where it is set up; and what the 1x1 reductions of section 4 save.
 */
import { fileURLToPath } from 'node:url';
import { loadEngine } from '../src/engines/index.js';
import { requireBackend } from '../src/engines/tensorflow/library.js';
import { costOf, totalCost } from '../src/googlenet/cost.js';
import { googlenet } from '../src/googlenet/googlenet.js';
import { randomValues, randomWeights } from '../test/support/reference-network.js';
import { type BenchOptions, interleaved, printTable } from './bench.js';
import { keepMemory, LinePeer } from './training/line-peer.js';

const ROUNDS = 10;
const BATCH = 32;
const SIDES = [128, 224] as const;
/** The naive network's maps are several times as large. */
const NAIVE_BATCH = 8;
const INFERENCE_BATCH = 8;

export async function run({ limit = ROUNDS }: BenchOptions): Promise<unknown> {
  using ours = stepsOf('onnx-steps');
  const speed = await besidePeers(ours, limit);
  const modules = await naiveBesideReduced(ours, limit);
  return { speed, modules };
}

function hasTensorFlow(): boolean {
  try {
    requireBackend('tensorflow');
    return true;
  } catch {
    return false;
  }
}

function stepsOf(script: string): LinePeer {
  const path = fileURLToPath(new URL(`./training/${script}.ts`, import.meta.url));
  return new LinePeer(process.execPath, ['--import', 'tsx', path], keepMemory);
}

async function besidePeers(ours: LinePeer, rounds: number): Promise<unknown> {
  const python = process.env['BENCH_PYTHON'];
  const script = fileURLToPath(new URL('./peers/train_torch.py', import.meta.url));
  using peer = python ? new LinePeer(python, [script], keepMemory) : undefined;
  using tensorflow = hasTensorFlow() ? stepsOf('tensorflow-steps') : undefined;
  const results = [];
  for (const side of SIDES) {
    const timings = await interleaved(
      [
        ...(peer ? [{ name: 'PyTorch, channels_last', work: () => peer.ask(`${side} ${BATCH}`) }] : []),
        { name: 'this package', work: () => ours.ask(`${side} ${BATCH} reduced`) },
        ...(tensorflow
          ? [{ name: 'on TensorFlow', work: () => tensorflow.ask(`${side} ${BATCH} reduced`) }]
          : []),
      ],
      rounds,
    );
    results.push({ side, timings });
  }
  printTable(
    [`training, batch ${BATCH}`, 'pixels', 'ms a step', 'images/s', 'times the speed of the first'],
    results.flatMap(({ side, timings }) =>
      timings.map(({ name, median, ratio }) => [
        name,
        side,
        median.toFixed(0),
        ((1000 * BATCH) / median).toFixed(1),
        (1 / ratio).toFixed(2),
      ]),
    ),
  );
  return results;
}

/** Figure 2a beside Figure 2b: the paper's argument for the reductions. */
async function naiveBesideReduced(ours: LinePeer, rounds: number): Promise<unknown> {
  const size = { width: 224, height: 224 };
  const engine = await loadEngine('onnx');
  const data = {
    shape: [INFERENCE_BATCH, 3, 224, 224],
    data: randomValues(INFERENCE_BATCH * 3 * 224 * 224, 5, 100),
  };
  const kinds = ['reduced', 'naive'] as const;
  const networks = kinds.map((modules) => googlenet({ classes: 1000, modules }));
  const compiled = await Promise.all(networks.map((each) => engine.compile(each, randomWeights(each, 1))));
  const timings = await interleaved(
    kinds.flatMap((modules, i) => [
      { name: `${modules}, inference`, work: () => compiled[i]!.run({ data }) },
      { name: `${modules}, training`, work: () => ours.ask(`224 ${NAIVE_BATCH} ${modules}`) },
    ]),
    rounds,
  );
  for (const executable of compiled) executable[Symbol.dispose]();
  const rows = kinds.map((modules, i) => ({
    modules,
    ...totalCost(costOf(networks[i]!, size)),
    inference: timings[2 * i]!.median / INFERENCE_BATCH,
    training: timings[2 * i + 1]!.median,
  }));
  printTable(
    ['modules, 224 pixels', 'parameters', 'GMAC', 'ms an image', `ms a training step of ${NAIVE_BATCH}`],
    rows.map(({ modules, parameters, macs, inference, training }) => [
      modules,
      parameters.toLocaleString('en'),
      (macs / 1e9).toFixed(2),
      inference.toFixed(1),
      training.toFixed(0),
    ]),
  );
  return rows;
}
