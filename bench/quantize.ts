/**
 * A model in float and in 8 bits, on the same photographs in turn: what 8 bits cost in accuracy and save in processor time.
 * Each photograph is decoded and searched once, so that both models see the same boxes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DetectorCore } from '../detection/core.js';
import { DEFAULT_COUNT } from '../detection/defaults.js';
import type { Detection } from '../detection/detection.js';
import { loadCore } from '../detection/load-core.js';
import { loadDetectorSchema } from '../detection/options.js';
import { SelectiveSearchSource } from '../proposals/selective-search/source.js';
import { LocalClassifierCore } from '../src/classification/core.js';
import { topIndices } from '../src/classification/top.js';
import { readFolders } from '../src/datasets/folders.js';
import { readVoc } from '../src/datasets/voc/devkit.js';
import { loadEngine } from '../src/engines/index.js';
import { decodeImage } from '../src/platform/node/decode.js';
import { runImages } from '../src/runs/run-images.js';
import { quantizeModel } from '../src/training/quantize/quantize-model.js';
import { loadModel, type Model } from '../src/weights/model-file.js';
import { writeInFloat } from '../test/support/float-model.js';
import { sharedRoot } from '../test/support/shared-root.js';
import { type BenchOptions, median, printTable, vocFolder } from './bench.js';
import { meanPrecision, spread, truthOf } from './voc-sample.js';

/** `voc`, or a classifier with wnids. */
const modelName = process.env['BENCH_MODEL'] ?? 'voc';
/** In 8 bits; unless named, the model itself if it is, or one made here. */
const quantizedName = process.env['BENCH_QUANTIZED'];
/** Photographs of the training split that ranges are measured on. */
const calibration = 50;
/** mAP counts detections of low scores, too. */
const threshold = 0.01;
/** Of classifiers, unless `--data` says otherwise. */
const imagenette = join(sharedRoot, 'data', 'imagenette-160');

interface Measured {
  /** Seconds of processor time per photograph. */
  readonly cpu: { readonly float: number[]; readonly eightBits: number[] };
  readonly accuracy: { readonly float: number; readonly eightBits: number };
}

/** @param options.limit photographs, 100 of detectors and 500 of classifiers unless given */
export async function run(options: BenchOptions): Promise<unknown> {
  const model = await loadModel(modelName);
  const detects = model.card.task === 'detector';
  const folder = await mkdtemp(join(tmpdir(), 'bench-quantize-'));
  try {
    const float = await loadModel(await writeInFloat(model, folder));
    const own = model.card.quantized && model.path;
    const eightBits = await loadModel(quantizedName ?? own ?? (await quantized(model, folder, options)));
    const measured = await (detects ? compareDetectors : compareClassifiers)([float, eightBits], options);
    return report(detects ? 'mAP' : 'top-1', measured);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function quantized(model: Model, folder: string, { data }: BenchOptions): Promise<string> {
  const out = join(folder, '8bit.safetensors');
  const set =
    model.card.task === 'detector'
      ? await readVoc(data ?? vocFolder, { split: 'train' })
      : await readFolders(join(data ?? imagenette, 'train'));
  const files = runImages(set).map(({ path }) => path);
  await quantizeModel(model, { files, photographs: calibration, out, command: 'bench quantize' });
  return out;
}

async function compareDetectors(
  models: readonly [Model, Model],
  { data: root = vocFolder, split = 'val', limit = 100 }: BenchOptions,
): Promise<Measured> {
  const dataset = await readVoc(root, { split });
  const used = spread(dataset.images, limit);
  const [float, eightBits] = await Promise.all(models.map(({ path }) => openDetector(path)));
  using search = new SelectiveSearchSource({ preset: 'fast' });
  const [cpu, found] = [noTimes(), { float: [] as Found[], eightBits: [] as Found[] }];
  for (const [turn, i] of used.entries()) {
    const image = await decodeImage(join(root, dataset.images[i]!.file!));
    const boxes = await search.propose(image, { count: DEFAULT_COUNT });
    const request = { threshold, count: DEFAULT_COUNT, boxes, explain: false };
    await inTurn(turn, cpu, {
      float: async () =>
        found.float.push({ i, detections: (await float!.detect(image, request)).detections }),
      eightBits: async () =>
        found.eightBits.push({ i, detections: (await eightBits!.detect(image, request)).detections }),
    });
  }
  float!.close();
  eightBits!.close();
  const truth = truthOf(dataset, used);
  const mAP = (all: readonly Found[]) =>
    meanPrecision(
      truth,
      all.flatMap(({ i, detections }) =>
        detections.map((detection) => ({ ...detection, image: dataset.images[i]!.id })),
      ),
    );
  return { cpu, accuracy: { float: mAP(found.float), eightBits: mAP(found.eightBits) } };
}

async function openDetector(model: string): Promise<DetectorCore> {
  return (await loadCore({ ...loadDetectorSchema.parse({ model, engine: 'onnx' }), proposals: 'given' }))
    .core;
}

interface Found {
  readonly i: number;
  readonly detections: readonly Detection[];
}

async function compareClassifiers(
  models: readonly [Model, Model],
  { data = imagenette, split = 'val', limit = 500 }: BenchOptions,
): Promise<Measured> {
  const set = await readFolders(join(data, split));
  const used = spread(set.images, limit);
  const engine = await loadEngine('onnx');
  const [float, eightBits] = await Promise.all(
    models.map((model) => LocalClassifierCore.create(model, engine)),
  );
  const { classes } = models[0].card;
  const [cpu, right] = [noTimes(), { float: 0, eightBits: 0 }];
  const batch = 10;
  for (let start = 0; start < used.length; start += batch) {
    const some = used.slice(start, start + batch);
    const images = await Promise.all(some.map((i) => decodeImage(join(set.root!, set.images[i]!.file!))));
    const correct = async (core: LocalClassifierCore) => {
      const rows = await core.images(images, { crops: 1, average: 'mean' });
      const best = rows.map((row) => classes[topIndices(row, 1)[0]!]!);
      return best.filter(({ wnid, name }, j) => (wnid ?? name) === set.classes[set.label[some[j]!]!]!.name)
        .length;
    };
    await inTurn(
      start / batch,
      cpu,
      {
        float: async () => (right.float += await correct(float!)),
        eightBits: async () => (right.eightBits += await correct(eightBits!)),
      },
      images.length,
    );
  }
  float!.close();
  eightBits!.close();
  return { cpu, accuracy: { float: right.float / used.length, eightBits: right.eightBits / used.length } };
}

const noTimes = () => ({ float: [] as number[], eightBits: [] as number[] });

/** Runs both, in alternating order; the first turn warms up and is not timed. */
async function inTurn(
  turn: number,
  cpu: ReturnType<typeof noTimes>,
  work: Readonly<Record<'float' | 'eightBits', () => Promise<unknown>>>,
  photographs = 1,
): Promise<void> {
  for (const side of turn % 2 === 0 ? (['float', 'eightBits'] as const) : (['eightBits', 'float'] as const)) {
    const before = process.cpuUsage();
    await work[side]();
    const { user, system } = process.cpuUsage(before);
    if (turn > 0) cpu[side].push((user + system) / 1e6 / photographs);
  }
}

function report(metric: string, { cpu, accuracy }: Measured) {
  const ratio = median(cpu.float.map((seconds, i) => seconds / cpu.eightBits[i]!));
  const sides = ['float', 'eightBits'] as const;
  printTable(
    ['', `${metric} %`, 'CPU ms per photograph', 'times as fast'],
    sides.map((side) => [
      side === 'float' ? 'float' : '8 bits',
      (100 * accuracy[side]).toFixed(2),
      (1000 * median(cpu[side])).toFixed(1),
      side === 'float' ? '1.00' : ratio.toFixed(2),
    ]),
  );
  return { metric, accuracy, ratio, float: median(cpu.float), eightBits: median(cpu.eightBits) };
}
