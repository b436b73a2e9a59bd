import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeBox } from '../../detection/box-coding.js';
import { detectorRecord } from '../../detection/record.js';
import { buildScorer } from '../../detection/scorers/build-scorer.js';
import type { ScoredRegions } from '../../detection/scorers/region-scorer.js';
import { loadEngine } from '../../src/engines/index.js';
import { loadRuntime } from '../../src/engines/onnx/runtime.js';
import { Boxes } from '../../src/geometry/boxes.js';
import { warpBox } from '../../src/imaging/warp.js';
import { decodeImage } from '../../src/platform/node/decode.js';
import { trunkSize } from '../../src/trunk/trunk-size.js';
import { loadModel, saveModel } from '../../src/weights/model-file.js';
import { drawScene } from '../support/photographs.js';
import { runInProcess } from '../support/run-in-process.js';
import { writeTinyDetector } from '../support/tiny-detector.js';

let folder: string;
let photograph: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'detector-graph-'));
  photograph = await drawScene(join(folder, 'scene.png'), { width: 150, height: 90, seed: 3 });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A detector as fine-tuning may write it: background before the classes, regions with surroundings, in fewer cells. */
async function writeSoftmaxDetector(): Promise<string> {
  const { card, weights } = await loadModel(await writeTinyDetector(folder, 2));
  const { shape, data } = weights.get('shared/class_scores/weight')!;
  const width = shape[1]!;
  const { sha256: _, ...rest } = card;
  const path = join(folder, 'softmax.safetensors');
  const head = {
    ...rest.head,
    shared: { shortSide: 64, longSide: 128, scores: 'softmax', context: 7 / 6, cells: 5 },
  };
  const background = data.subarray(0, width).map((value) => -value / 2);
  const scores = new Float32Array([...background, ...data]);
  const all = new Map(weights)
    .set('shared/class_scores/weight', { shape: [3, width], data: scores })
    .set('shared/class_scores/bias', { shape: [3], data: Float32Array.from([0.1, -0.2, 0.3]) });
  await saveModel(path, { ...rest, head }, all, { dtype: 'float32' });
  return path;
}

const proposals = Boxes.from([
  { x1: 10, y1: 5, x2: 90, y2: 70 },
  { x1: 0, y1: 0, x2: 150, y2: 90 },
  { x1: 120.5, y1: 60, x2: 149, y2: 88 },
]);

describe.each([
  ['a score per class', () => writeTinyDetector(folder)],
  ['background, surroundings and other cells', writeSoftmaxDetector],
])('the ONNX graph of a detector with %s', (_, write) => {
  it('scores and refines regions as the detector does', async () => {
    const path = await write();
    const out = path.replace('safetensors', 'onnx');
    expect((await runInProcess('weights', 'export', path, '--format', 'onnx', '--out', out)).code).toBe(0);
    const model = await loadModel(path);
    const raster = await decodeImage(photograph);
    const scale = detectorRecord(model).shared!;
    const size = trunkSize(raster, scale);
    const rgb = { channelOrder: 'rgb', mean: [0, 0, 0] } as const;
    const image = new Float32Array(3 * size.width * size.height);
    const whole = { x1: 0, y1: 0, x2: raster.width, y2: raster.height };
    warpBox(raster, whole, { ...size, preprocessing: rgb, into: image });
    const [x, y] = [size.width / raster.width, size.height / raster.height];
    const scaled = proposals.toArray().flatMap(({ x1, y1, x2, y2 }) => [x1 * x, y1 * y, x2 * x, y2 * y]);

    const { InferenceSession, Tensor } = await loadRuntime();
    const session = await InferenceSession.create(out, { logSeverityLevel: 4 });
    const found = await session.run({
      image: new Tensor('float32', image, [1, 3, size.height, size.width]),
      boxes: new Tensor('float32', Float32Array.from(scaled), [3, 4]),
    });
    await session.release();

    using scorer = await buildScorer(model, { engine: await loadEngine('onnx'), mode: 'shared' });
    const batches: ScoredRegions[] = [];
    for await (const batch of scorer.score(raster, proposals)) batches.push(batch);
    const [expected] = batches;
    const [scores, refined] = [found['scores']!.data, found['refined']!.data] as [Float32Array, Float32Array];
    expect(found['scores']!.dims).toEqual([3, 2]);
    expect(found['refined']!.dims).toEqual([3, 2, 4]);
    for (const [i, score] of expected!.scores.entries()) expect(scores[i]).toBeCloseTo(score, 5);
    for (let r = 0; r < 3; r++) {
      for (let k = 0; k < 2; k++) {
        const at = 4 * (2 * r + k);
        const [dx, dy, dw, dh] = expected!.deltas.subarray(at, at + 4) as unknown as number[];
        const { x1, y1, x2, y2 } = decodeBox(proposals.at(r), { dx: dx!, dy: dy!, dw: dw!, dh: dh! });
        const wanted = [x1 * x, y1 * y, x2 * x, y2 * y];
        for (const [i, side] of wanted.entries()) expect(refined[at + i]).toBeCloseTo(side, 2);
      }
    }
    // Its card goes along.
    expect(readFileSync(out).includes(`"sha256":"${model.card.sha256}"`)).toBe(true);
  });
});
