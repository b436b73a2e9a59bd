/** In the page: one photograph through the network on each engine, in turns. */
import { buildScorer } from '../../detection/scorers/build-scorer.js';
import type { RegionScorer } from '../../detection/scorers/region-scorer.js';
import { webEngine } from '../../src/engines/web/engine.js';
import { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';
import { decodePicture } from '../../src/platform/web/decode.js';
import { sha256 } from '../../src/platform/web/digest.js';
import { fetchFile } from '../../src/platform/web/fetch-file.js';
import { modelFromBytes } from '../../src/weights/model-from-bytes.js';
import { ortEngine } from './ort-engine.js';
import type { EngineTimes, PageOptions } from './times.js';

/** Regions of a photograph that are looked at once; of more, both engines take longer. */
const REGIONS = 100;

async function run({ threads, rounds }: PageOptions): Promise<EngineTimes[]> {
  const bytes = await fetchFile('/model');
  const model = await modelFromBytes('model', bytes, sha256);
  const image = await decodePicture(new Blob([(await fetchFile('/photograph')) as BlobPart]));
  const modules = {
    simd: '/tfjs/tfjs-backend-wasm-simd.wasm',
    threadedSimd: '/tfjs/tfjs-backend-wasm-threaded-simd.wasm',
  };
  const engines = [
    ['tfjs-wasm', () => webEngine({ modules, threads })],
    ['onnxruntime-web', async () => ortEngine('/ort/', threads)],
  ] as const;
  const contenders: {
    name: string;
    start: number;
    scorer: RegionScorer;
    rounds: number[];
    scores: number[];
  }[] = [];
  for (const [name, load] of engines) {
    const began = performance.now();
    const scorer = await buildScorer(model, { engine: await load(), mode: 'shared' });
    const scores = await score(scorer, image);
    contenders.push({ name, start: performance.now() - began, scorer, rounds: [], scores });
  }
  for (let round = 0; round < rounds; round++) {
    for (const one of contenders) {
      const began = performance.now();
      await score(one.scorer, { ...image }); // another raster: its map is not known
      one.rounds.push(performance.now() - began);
    }
  }
  return contenders.map(({ scorer: _, ...times }) => times);
}

async function score(scorer: RegionScorer, image: Raster): Promise<number[]> {
  const { width, height } = image;
  const boxes = Boxes.from(
    Array.from({ length: REGIONS }, (_, i) => ({
      ...{ x1: 0.4 * width * (i / REGIONS), y1: 0.4 * height * (1 - i / REGIONS) },
      ...{ x2: width * (0.6 + (0.4 * i) / REGIONS), y2: height },
    })),
  );
  let first: number[] | undefined;
  for await (const { scores } of scorer.score(image, boxes)) first ??= [...scores.slice(0, 20)];
  return first!;
}

const given = new URLSearchParams(location.search);
// Both take half of the cores at most, of which they believe the browser.
Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * Number(given.get('threads')) });
const options = { threads: Number(given.get('threads')), rounds: Number(given.get('rounds')) };
/** The benchmark waits for it. */
Object.assign(globalThis, { times: undefined });
void run(options).then(
  (times) => Object.assign(globalThis, { times }),
  (error: unknown) => Object.assign(globalThis, { times: String(error) }),
);
