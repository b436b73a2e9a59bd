/**
 * Training steps on ONNX Runtime, in a process of its own like the peers': reads lines "<side> <batch>
 * <reduced|naive>", a step of GoogLeNet without auxiliary heads, or "regions", a step of the region network on two
 * photographs of 608 x 800 with 64 regions each; answers each with the milliseconds of the step, its data on hand.
 */
import { createInterface } from 'node:readline';
import { googlenet } from '../../src/googlenet/googlenet.js';
import type { Examples } from '../../src/training/classifier/example-source.js';
import { settingsFor } from '../../src/training/classifier/recipes.js';
import { initialWeights } from '../../src/training/network/initialise.js';
import { createRegionTrainer } from '../../src/training/onnx/create-region-trainer.js';
import { OnnxClassifierTrainer } from '../../src/training/onnx/onnx-classifier-trainer.js';
import type { RegionExample, RegionTrainer } from '../../src/training/onnx/region-trainer.js';
import { randomValues } from '../../test/support/reference-network.js';

const CLASSES = 1000;
const REGIONS = 64;
const [HEIGHT, WIDTH] = [608, 800];
type Modules = 'reduced' | 'naive';

const made = new Map<Modules, OnnxClassifierTrainer>();
const batches = new Map<string, Examples>();
let regions: { readonly trainer: RegionTrainer; readonly photographs: readonly RegionExample[] } | undefined;
let steps = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const [side, batch, modules] = line.split(' ') as [string, string, Modules];
  const work = line === 'regions' ? await regionStep() : await step(Number(side), Number(batch), modules);
  const began = performance.now();
  await work();
  process.stdout.write(`${performance.now() - began}\n`);
}

async function step(side: number, batch: number, modules: Modules): Promise<() => Promise<unknown>> {
  const trainer = made.get(modules) ?? (await classifier(side, modules));
  made.set(modules, trainer);
  const key = `${side} ${batch}`;
  const examples = batches.get(key) ?? {
    data: randomValues(batch * side * side * 3, 1, 100),
    shape: [batch, side, side, 3],
    labels: Int32Array.from({ length: batch }, (_, n) => n % CLASSES),
  };
  batches.set(key, examples);
  return () => trainer.learn(examples, { step: steps++, rate: 1e-4 });
}

function classifier(side: number, modules: Modules): Promise<OnnxClassifierTrainer> {
  const network = googlenet({ classes: CLASSES, modules });
  return OnnxClassifierTrainer.create({
    network,
    weights: initialWeights(network, 1),
    settings: settingsFor('quick', { network: { modules, auxiliary: false }, averaging: null }),
    size: { height: side, width: side },
  });
}

async function regionStep(): Promise<() => Promise<unknown>> {
  const network = googlenet({ classes: CLASSES });
  const weights = initialWeights(network, 1);
  const heads = { scores: 'scores', boxes: 'boxes' };
  regions ??= {
    trainer: await createRegionTrainer({ network, weights, classes: 20, heads, seed: 1 }),
    photographs: [example(1), example(2)],
  };
  const { trainer, photographs } = regions;
  return () => trainer.step(photographs, { step: steps++, rate: 1e-4, headRate: 1e-4 });
}

/** A quarter of the regions is foreground. */
function example(seed: number): RegionExample {
  const corners = randomValues(4 * REGIONS, seed, 0.5).map((value) => value + 0.5);
  const boxes = Array.from({ length: REGIONS }, (_, r) => {
    const [a, b, c, d] = [...corners.subarray(4 * r, 4 * r + 4)] as [number, number, number, number];
    const [x1, y1] = [a * 0.6 * WIDTH, b * 0.6 * HEIGHT];
    return [x1, y1, x1 + 32 + c * (WIDTH - x1 - 32), y1 + 32 + d * (HEIGHT - y1 - 32)];
  });
  return {
    image: randomValues(3 * HEIGHT * WIDTH, seed, 100),
    height: HEIGHT,
    width: WIDTH,
    regions: Float32Array.from(boxes.flat()),
    labels: Int32Array.from({ length: REGIONS }, (_, r) => (r % 4 === 0 ? 1 + (r % 20) : 0)),
    targets: randomValues(4 * REGIONS, seed + 2, 1),
  };
}
