import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TruthBuilder } from '../../../../../src/datasets/columns.js';
import { Boxes } from '../../../../../src/geometry/boxes.js';
import type { KeptProposals } from '../../../../../src/training/detector/fine-tune/kept-proposals.js';
import { RegionExamples } from '../../../../../src/training/detector/fine-tune/region-examples.js';
import { fineTuneSettings } from '../../../../../src/training/detector/fine-tune/settings.js';

const COUNT = 12;
const SIZE = { width: 64, height: 48 };
const BOX = { x1: 4, y1: 4, x2: 40, y2: 40 };
const ids = Array.from({ length: COUNT }, (_, i) => `${i}.png`);

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'examples-'));
  const png = await sharp({ create: { ...SIZE, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();
  for (const id of ids) await writeFile(join(root, id), png);
});
afterAll(() => rm(root, { recursive: true }));

/** The photographs that the steps of a run learn from, in order. */
async function order(baseSha256: string, seed: number): Promise<string[]> {
  const truth = new TruthBuilder();
  for (const image of ids.keys()) {
    truth.add({ image, class: 0, ...BOX, flags: 0 }, { file: 0, line: 0 });
  }
  const seen: string[] = [];
  const of = async (path: string) => {
    seen.push(basename(path));
    return Boxes.from([BOX]);
  };
  const examples = new RegionExamples({
    dataset: {
      root,
      images: ids.map((id) => ({ id, file: id, ...SIZE })),
      classes: [{ name: 'mug', id: 1 }],
      truth: truth.finish([]),
    },
    preprocessing: { channelOrder: 'bgr', mean: [0, 0, 0] },
    settings: fineTuneSettings({ seed, photographs: 1, steps: COUNT, regions: 4, scales: [64] }),
    proposals: { of } as unknown as KeptProposals,
    baseSha256,
  });
  for (let step = 0; step < COUNT; step++) await examples.step(step);
  return seen;
}

it('learns from all photographs, in an order that follows from the seed and the base', async () => {
  const [one, again, otherBase, otherSeed] = [
    await order('0123456789', 1),
    await order('0123456789', 1),
    await order('9876543210', 1),
    await order('0123456789', 2),
  ];
  expect([...one].sort()).toEqual([...ids].sort());
  expect(again).toEqual(one);
  expect(otherBase).not.toEqual(one);
  expect(otherSeed).not.toEqual(one);
});
