/** examples/onnx.py, where there is a Python with its packages: BENCH_PYTHON, else python3. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../src/platform/node/package-root.js';
import { loadModel, saveModel } from '../src/weights/model-file.js';
import { runInProcess } from './support/run-in-process.js';
import { writeTinyDetector } from './support/tiny-detector.js';

const run = promisify(execFile);
const python = process.env['BENCH_PYTHON'] ?? 'python3';
const isThere = spawnSync(python, ['-c', 'import numpy, onnxruntime, PIL']).status === 0;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onnx-py-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Scores of the tiny detector are nearly all 0 or 1, where the last bit decides which box comes first. */
async function calmDetector(folder: string): Promise<string> {
  const { card, weights, path } = await loadModel(await writeTinyDetector(folder));
  const { sha256: _, ...rest } = card;
  const name = 'shared/class_scores/weight';
  const { shape, data } = weights.get(name)!;
  const calm = new Map(weights).set(name, { shape, data: data.map((value) => value / 20) });
  await saveModel(path, rest, calm, { dtype: 'float32' });
  return path;
}

interface Found {
  readonly detections: readonly {
    readonly class: string;
    readonly score: number;
    readonly box: Readonly<Record<'x1' | 'y1' | 'x2' | 'y2', number>>;
  }[];
}

it.skipIf(!isThere)(
  'finds what `detect --json` finds',
  async () => {
    const model = await calmDetector(folder);
    const photo = join(packageRoot, 'examples', 'images', 'chelsea.png');
    const graph = join(folder, 'tiny.onnx');
    await runInProcess('weights', 'export', model, '--format', 'onnx', '--out', graph);
    const proposed = await runInProcess('propose', photo, '--count', '200', '--json');
    const boxes = join(folder, 'boxes.ndjson');
    await writeFile(boxes, proposed.out);
    const words = ['--model', model, '--count', '200', '--threshold', '0.3', '--json'];
    const wanted = JSON.parse((await runInProcess('detect', photo, ...words)).out) as Found;
    const { stdout } = await run(python, [join(packageRoot, 'examples', 'onnx.py'), graph, photo, boxes]);
    const found = JSON.parse(stdout) as Found;
    expect(wanted.detections.length).toBeGreaterThan(20);
    expect(found.detections.map((one) => one.class)).toEqual(wanted.detections.map((one) => one.class));
    for (const [i, { score, box }] of wanted.detections.entries()) {
      expect(found.detections[i]!.score).toBeCloseTo(score, 6);
      for (const side of ['x1', 'y1', 'x2', 'y2'] as const)
        expect(found.detections[i]!.box[side]).toBeCloseTo(box[side], 3);
    }
  },
  120_000,
);
