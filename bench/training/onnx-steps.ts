/**
 * Training steps on ONNX Runtime, in a process of its own like the peers': reads lines "<side> <batch>
 * <reduced|naive>", a step of GoogLeNet without auxiliary heads; answers each with its milliseconds, its data on hand.
 */
import { createInterface } from 'node:readline';
import { googlenet } from '../../src/googlenet/googlenet.js';
import type { Examples } from '../../src/training/classifier/example-source.js';
import { settingsFor } from '../../src/training/classifier/recipes.js';
import { initialWeights } from '../../src/training/network/initialise.js';
import { OnnxClassifierTrainer } from '../../src/training/onnx/onnx-classifier-trainer.js';
import { randomValues } from '../../test/support/reference-network.js';

const CLASSES = 1000;
type Modules = 'reduced' | 'naive';

const made = new Map<Modules, OnnxClassifierTrainer>();
const batches = new Map<string, Examples>();
let steps = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const [side, batch, modules] = line.split(' ') as [string, string, Modules];
  const work = await step(Number(side), Number(batch), modules);
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
