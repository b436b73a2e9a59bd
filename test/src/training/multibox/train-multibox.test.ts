import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PRIORS_NAME } from '../../../../proposals/multibox/multibox.js';
import { multiBoxRecord } from '../../../../proposals/multibox/record.js';
import { readDataset } from '../../../../src/datasets/formats.js';
import { loadEngine } from '../../../../src/engines/index.js';
import { keyedStream } from '../../../../src/random/keyed-stream.js';
import { trainMultiBox } from '../../../../src/training/multibox/train-multibox.js';
import { loadModel } from '../../../../src/weights/model-file.js';
import { writeTinyDetector } from '../../../support/tiny-detector.js';

const [WIDTH, HEIGHT] = [96, 64];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multibox-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Two photographs with objects of all sizes. Their records do not say how large they are, which COCO's need not. */
async function objects(): Promise<string> {
  const random = keyedStream(4);
  const images = [1, 2].map((id) => ({ id, file_name: `${id}.png` }));
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  for (const { file_name } of images) {
    const create = { width: WIDTH, height: HEIGHT, channels: 3, background: 'grey', noise } as const;
    await sharp({ create }).png().toFile(join(folder, file_name));
  }
  const annotations = Array.from({ length: 200 }, (_, id) => {
    const [w, h] = [0.02 + 0.97 * random(), 0.02 + 0.97 * random()];
    const box = [(1 - w) * random() * WIDTH, (1 - h) * random() * HEIGHT, w * WIDTH, h * HEIGHT];
    return { id, image_id: 1 + (id % 2), category_id: 1, bbox: box, area: box[2]! * box[3]!, iscrowd: 0 };
  });
  const file = join(folder, 'objects.json');
  const categories = [{ id: 1, name: 'thing' }];
  await writeFile(file, JSON.stringify({ images, annotations, categories }));
  return file;
}

it('writes a head that says whose map it reads', async () => {
  const base = await loadModel(await writeTinyDetector(folder, 1, { secondLook: true }), 'detector');
  const engine = await loadEngine('onnx');
  const out = join(folder, 'boxes.safetensors');
  const common = {
    base,
    engine,
    out,
    seed: 1,
    epochs: 2,
    views: 1,
    name: 'boxes',
    command: 'train',
    data: 'noise',
  };
  const card = await trainMultiBox({
    ...common,
    dataset: await readDataset(await objects()),
    run: join(folder, 'run'),
  });
  const head = { trunkSha256: expect.stringMatching(/^[0-9a-f]{64}$/), shortSide: 64, longSide: 128 };
  expect(card.head).toEqual(head);
  const model = await loadModel(out, 'multibox');
  expect(multiBoxRecord(model)).toEqual(head);
  const corners = [...model.weights.get(PRIORS_NAME)!.data];
  // Shares of the sides, not pixels; a prior may reach a little beyond the photograph.
  expect(corners.filter((corner) => !(corner > -1 && corner < 2))).toEqual([]);
});
