import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TruthBuilder } from '../../../../../src/datasets/columns.js';
import { DIFFICULT } from '../../../../../src/datasets/records.js';
import { Boxes } from '../../../../../src/geometry/boxes.js';
import type { KeptProposals } from '../../../../../src/training/detector/fine-tune/kept-proposals.js';
import { RegionExamples } from '../../../../../src/training/detector/fine-tune/region-examples.js';
import { fineTuneSettings } from '../../../../../src/training/detector/fine-tune/settings.js';

const COUNT = 12;
const SIZE = { width: 64, height: 48 };
const BOX = { x1: 4, y1: 4, x2: 40, y2: 40 };
/** Difference of two photographs' grey. */
const SHADE = 20;
const ids = Array.from({ length: COUNT }, (_, i) => `${i}.png`);

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'examples-'));
  for (const [i, id] of ids.entries()) {
    const background = { r: SHADE * i, g: SHADE * i, b: SHADE * i };
    await sharp({ create: { ...SIZE, channels: 3, background } }).toFile(join(root, id));
  }
});
afterAll(() => rm(root, { recursive: true }));

interface Given {
  readonly baseSha256: string;
  readonly seed: number;
  readonly photographs?: number;
  /** Photographs whose only object is difficult. */
  readonly difficult?: readonly number[];
}

function examplesOf({ baseSha256, seed, photographs = 1, difficult = [] }: Given): RegionExamples {
  const truth = new TruthBuilder();
  for (const image of ids.keys()) {
    const flags = difficult.includes(image) ? DIFFICULT : 0;
    truth.add({ image, class: 0, ...BOX, flags }, { file: 0, line: 0 });
  }
  return new RegionExamples({
    dataset: {
      root,
      images: ids.map((id) => ({ id, file: id, ...SIZE })),
      classes: [{ name: 'mug', id: 1 }],
      truth: truth.finish([]),
    },
    preprocessing: { channelOrder: 'bgr', mean: [0, 0, 0] },
    settings: fineTuneSettings({
      seed,
      photographs,
      steps: COUNT,
      regions: 4,
      scales: [64],
      photometric: false,
    }),
    proposals: { of: async () => Boxes.from([BOX]) } as unknown as KeptProposals,
    baseSha256,
  });
}

/** The photographs that the steps of a run learn from, in order. */
async function order(baseSha256: string, seed: number): Promise<number[]> {
  const examples = examplesOf({ baseSha256, seed });
  const seen: number[] = [];
  for (let step = 0; step < COUNT; step++) {
    const [example] = (await examples.step(step)).value;
    seen.push(example!.image[0]! / SHADE);
  }
  return seen;
}

it('learns from all photographs, in an order that follows from the seed and the base', async () => {
  const [one, again, otherBase, otherSeed] = [
    await order('0123456789', 1),
    await order('0123456789', 1),
    await order('9876543210', 1),
    await order('0123456789', 2),
  ];
  expect([...one].sort((a, b) => a - b)).toEqual([...ids.keys()]);
  expect(again).toEqual(one);
  expect(otherBase).not.toEqual(one);
  expect(otherSeed).not.toEqual(one);
});

it('leaves out a photograph without any region to learn from, and names those of a step that has no other', async () => {
  const [first, second] = await order('0123456789', 1);
  const given = { baseSha256: '0123456789', seed: 1, photographs: 2 };
  const { value } = await examplesOf({ ...given, difficult: [first!] }).step(0);
  expect(value.map(({ image }) => image[0]! / SHADE)).toEqual([second]);
  await expect(examplesOf({ ...given, difficult: [first!, second!] }).step(0)).rejects.toThrow(
    new RegExp(`step 1 found none.*${first}\\.png and .*${second}\\.png`),
  );
});
