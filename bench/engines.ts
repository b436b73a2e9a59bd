/** Speed does not depend on the values, so random weights serve and nothing needs to be downloaded. */
import type { Engine, Executable, Tensor } from '../src/engines/engine.js';
import { loadEngine } from '../src/engines/index.js';
import { onnxEngine } from '../src/engines/onnx/engine.js';
import { costOf, totalCost } from '../src/googlenet/cost.js';
import { googlenet } from '../src/googlenet/googlenet.js';
import type { Network } from '../src/googlenet/layer.js';
import { regionNetwork, sharedMap, trunkNetwork } from '../src/googlenet/region-network.js';
import { randomValues, randomWeights } from '../test/support/reference-network.js';
import { interleaved, printTable, type Timing } from './bench.js';

const network = googlenet({ classes: 1000 });
const photograph = { width: 800, height: 600 };
const batches = [1, 16];
const rounds = 15;

export async function run(): Promise<unknown> {
  const crops = [];
  for (const batch of batches) crops.push({ batch, timings: await crop(batch) });
  const trunk = await trunkAndRegions();
  return { crops, trunk };
}

/** The first is what all ratios refer to: the network without normalisation, which no exact form can beat. */
const contenders: readonly (readonly [string, () => Promise<Engine>, Network?])[] = [
  ['onnx, no normalisation', () => onnxEngine(), googlenet({ classes: 1000, localResponseNorm: false })],
  ['onnx', () => onnxEngine()],
  ['onnx, stock LRN operator', () => onnxEngine({ localResponseNorm: 'operator' })],
  ['tensorflow', () => loadEngine('tensorflow')],
  ['wasm', () => loadEngine('wasm')],
];

async function crop(batch: number): Promise<Timing[]> {
  const data = random([batch, 3, 224, 224]);
  const executables: { name: string; executable: Executable }[] = [];
  for (const [name, load, own = network] of contenders) {
    try {
      executables.push({
        name,
        executable: await (await load()).compile(own, randomWeights(own, 1)),
      });
    } catch (error) {
      process.stderr.write(`${name} left out: ${error instanceof Error ? error.message : error}\n`);
    }
  }
  const timings = await interleaved(
    executables.map(({ name, executable }) => ({ name, work: () => executable.run({ data }) })),
    rounds,
  );
  for (const { executable } of executables) executable[Symbol.dispose]();
  printTable(
    [`224 x 224, batch ${batch}`, 'ms an image', 'times the first'],
    timings.map(({ name, median, ratio }) => [name, (median / batch).toFixed(2), ratio.toFixed(3)]),
  );
  return timings.map((timing) => ({
    ...timing,
    median: timing.median / batch,
    fastest: timing.fastest / batch,
  }));
}

/** The shared way: a photograph through the trunk, then its regions in batches of several sizes. */
async function trunkAndRegions(): Promise<unknown> {
  const engine = await onnxEngine();
  const trunk = trunkNetwork(network);
  const regional = regionNetwork(network, { heads: [{ name: 'class', outFeatures: 21, softmax: true }] });
  using trunkRun = await engine.compile(trunk, randomWeights(trunk, 1));
  using regionRun = await engine.compile(regional, randomWeights(regional, 1));
  const data = random([1, 3, photograph.height, photograph.width]);
  const map = (await trunkRun.run({ data }))[sharedMap.name]!;
  const works = [
    { name: 'trunk, 800 x 600', items: 1, part: trunk, work: () => trunkRun.run({ data }) },
    ...[16, 64, 128, 256].map((count) => {
      const inputs = { [sharedMap.name]: map, regions: regionsOf(count) };
      return {
        name: `regions, batch ${count}`,
        items: count,
        part: regional,
        work: () => regionRun.run(inputs),
      };
    }),
  ];
  const timings = await interleaved(works, rounds);
  const rows = works.map(({ name, items, part }, index) => {
    const milliseconds = timings[index]!.median / items;
    return { name, milliseconds, gmacPerSecond: macsOf(part) / milliseconds / 1e6 };
  });
  printTable(
    ['on ONNX Runtime', 'ms an item', 'GMAC a second'],
    rows.map((row) => [row.name, row.milliseconds.toFixed(2), row.gmacPerSecond.toFixed(0)]),
  );
  return rows;
}

/** Multiply-adds of one photograph, or of one region. */
function macsOf(part: Network): number {
  const isTrunk = part.input === network.input;
  const size = isTrunk
    ? photograph
    : { width: photograph.width / 16, height: Math.floor(photograph.height / 16) };
  return totalCost(costOf(part, size)).macs;
}

/** Boxes of 40 to 200 pixels, spread over the photograph. */
function regionsOf(count: number): Tensor {
  const data = new Float32Array(count * 4);
  for (let index = 0; index < count; index++) {
    const x1 = (index * 37) % 600;
    const y1 = (index * 53) % 400;
    data.set([x1, y1, x1 + 40 + ((index * 13) % 160), y1 + 40 + ((index * 7) % 160)], index * 4);
  }
  return { data, shape: [count, 4] };
}

function random(shape: readonly number[]): Tensor {
  const length = shape.reduce((product, side) => product * side, 1);
  return { data: randomValues(length, 5, 100), shape };
}
