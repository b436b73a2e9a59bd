/**
 * Training steps of GoogLeNet without auxiliary heads, in a process of its own like the peer's: reads lines
 * "<side> <batch> <reduced|naive>", answers each with the milliseconds of one step, its data on hand.
 */
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import { loadBackend } from '../../src/engines/tensorflow/library.js';
import { googlenet } from '../../src/googlenet/googlenet.js';
import { initialWeights } from '../../src/training/network/initialise.js';
import { Sgd } from '../../src/training/network/sgd.js';
import { TrainableNetwork } from '../../src/training/network/trainable-network.js';
import { randomValues } from '../../test/support/reference-network.js';

const CLASSES = 1000;
type Modules = 'reduced' | 'naive';

await loadBackend('tensorflow');
const made = new Map<string, { network: TrainableNetwork; sgd: Sgd }>();
let steps = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const [side, batch, modules] = line.split(' ') as [string, string, Modules];
  process.stdout.write(`${step(Number(side), Number(batch), modules)}\n`);
}

function step(side: number, batch: number, modules: Modules): number {
  const { network, sgd } = networkOf(modules);
  const images = tf.tensor4d(randomValues(batch * side * side * 3, 1, 100), [batch, side, side, 3]);
  images.dataSync(); // on hand
  const labels = Int32Array.from({ length: batch }, (_, n) => n % CLASSES);
  const began = performance.now();
  const { gradients } = network.step({ images, labels }, { dropoutKey: [steps++] });
  sgd.apply(gradients, 1e-4);
  tf.dispose([images, ...Object.values(gradients)]);
  return performance.now() - began;
}

function networkOf(modules: Modules) {
  const known = made.get(modules);
  if (known) return known;
  const specification = googlenet({ classes: CLASSES, modules });
  const network = new TrainableNetwork(specification, initialWeights(specification, 1));
  const own = { network, sgd: new Sgd(network.trained) };
  made.set(modules, own);
  return own;
}
