/** Windows against a slow twin: every window of a batch is found again among all regions, warped one by one. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TruthBuilder } from '../../../../../src/datasets/columns.js';
import { type Box, iou } from '../../../../../src/geometry/box.js';
import { Boxes } from '../../../../../src/geometry/boxes.js';
import type { Raster } from '../../../../../src/imaging/raster.js';
import { warpBox } from '../../../../../src/imaging/warp.js';
import { decodeImage } from '../../../../../src/platform/node/decode.js';
import { keyedStream } from '../../../../../src/random/keyed-stream.js';
import type { Examples } from '../../../../../src/training/classifier/example-source.js';
import type { KeptProposals } from '../../../../../src/training/detector/fine-tune/kept-proposals.js';
import { rcnnSettings } from '../../../../../src/training/detector/rcnn/settings.js';
import { WindowSource } from '../../../../../src/training/detector/rcnn/window-source.js';

const SIZE = { width: 90, height: 60 };
const SIDE = 64;
const COUNT = 6;
const preprocessing = {
  ...{ channelOrder: 'bgr' as const, mean: [104, 117, 123] as [number, number, number] },
  ...{ inputSize: SIDE, centreShare: 1 },
};
/** In every photograph one object, of class 0 or 1 in turn, and a difficult one of class 1. */
const OBJECT: Box = { x1: 10, y1: 10, x2: 40, y2: 50 };
const DIFFICULT: Box = { x1: 60, y1: 10, x2: 90, y2: 50 };
const PROPOSALS: Box[] = [
  { x1: 12, y1: 10, x2: 40, y2: 50 }, // on the object
  { x1: 10, y1: 10, x2: 40, y2: 30 }, // exactly half of it
  { x1: 10, y1: 10, x2: 40, y2: 29 }, // less than half
  { x1: 0, y1: 0, x2: 9, y2: 60 }, // background
  { x1: 62, y1: 10, x2: 90, y2: 50 }, // on the difficult one
  { x1: 40, y1: 0, x2: 60, y2: 20 },
  { x1: 0, y1: 0, x2: 90, y2: 60 },
];

let root = '';
const ids = Array.from({ length: COUNT }, (_, i) => `${i}.png`);
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'windows-'));
  for (const [i, id] of ids.entries()) {
    const random = keyedStream(i);
    const noise = Buffer.from(
      Array.from({ length: 3 * SIZE.width * SIZE.height }, () => Math.floor(256 * random())),
    );
    await sharp(noise, { raw: { ...SIZE, channels: 3 } })
      .png()
      .toFile(join(root, id));
  }
});
afterAll(() => rm(root, { recursive: true }));

function dataset() {
  const truth = new TruthBuilder();
  for (const image of ids.keys()) {
    truth.add({ image, class: image % 2, ...OBJECT, flags: 0 }, { file: 0, line: 0 });
    truth.add({ image, class: 1, ...DIFFICULT, flags: 1 }, { file: 0, line: 0 });
  }
  return {
    root,
    images: ids.map((id) => ({ id, file: id, ...SIZE })),
    classes: [
      { name: 'mug', id: 1 },
      { name: 'cup', id: 2 },
    ],
    truth: truth.finish([]),
  };
}

const asked: string[] = [];
function sourceOf(changes: object = {}) {
  const of = async (path: string) => {
    asked.push(path);
    return Boxes.from(PROPOSALS);
  };
  return new WindowSource({
    ...{ dataset: dataset(), validation: dataset(), preprocessing },
    proposals: { of } as unknown as KeptProposals,
    settings: rcnnSettings({ batch: 12, positives: 4, photographs: 3, ...changes }),
  });
}

/** Sides of 4 / 3 about a box's centre, which are 16 pixels around 32; here 64 - 32 pixels hold the box. */
const withSurroundings = ({ x1, y1, x2, y2 }: Box): Box => {
  const [dx, dy] = [(x2 - x1) / 2, (y2 - y1) / 2];
  return { x1: x1 - dx, y1: y1 - dy, x2: x2 + dx, y2: y2 + dy };
};

/** Every window that there could be, S x S x 3, with its label. */
async function allWindows(): Promise<{ data: Float32Array; label: number }[]> {
  const all: { data: Float32Array; label: number }[] = [];
  for (const [image, id] of ids.entries()) {
    const raster = await decodeImage(join(root, id));
    for (const region of [OBJECT, ...PROPOSALS]) {
      if (iou(region, DIFFICULT) >= 0.3) continue;
      const label = iou(region, OBJECT) >= 0.5 ? 1 + (image % 2) : 0;
      for (const mirror of [false, true]) all.push({ data: warped(raster, region, mirror), label });
    }
  }
  return all;
}

function warped(raster: Raster, region: Box, mirror: boolean): Float32Array {
  const planes = new Float32Array(3 * SIDE * SIDE);
  const size = { width: SIDE, height: SIDE };
  // Where the photograph ends, zeros: the mean.
  warpBox(raster, withSurroundings(region), { ...size, preprocessing, into: planes, mirror });
  return Float32Array.from(planes, (_, i) => planes[(i % 3) * SIDE * SIDE + Math.floor(i / 3)]!);
}

/** Which of the windows each example is; -1 for none. */
function identify({ data, labels }: Examples, all: Awaited<ReturnType<typeof allWindows>>): number[] {
  const length = data.length / labels.length;
  return Array.from(labels, (label, n) => {
    const own = data.subarray(n * length, (n + 1) * length);
    return all.findIndex(
      (one) => one.label === label && one.data.every((v, i) => Math.abs(v - own[i]!) < 1e-3),
    );
  });
}

const bytesOf = ({ data, labels }: Examples) =>
  createHash('sha256').update(new Uint8Array(data.buffer)).update(labels.join()).digest('hex');

describe('windows of photographs', () => {
  it('are regions with 16 pixels of context, as they are or mirrored, labelled by their IoU with objects', async () => {
    const all = await allWindows();
    const source = sourceOf();
    const seen = new Set<number>();
    for (let step = 0; step < 4; step++) {
      const examples = await source.batch(step);
      expect(examples.shape).toEqual([12, SIDE, SIDE, 3]);
      expect(examples.labels.filter((label) => label > 0)).toHaveLength(4);
      const which = identify(examples, all);
      expect(which).not.toContain(-1);
      for (const one of which) seen.add(one);
    }
    expect(seen.size).toBeGreaterThan(24); // of 96
  });

  it('are the same bytes for the same step, whenever it is asked for, and others for another step or seed', async () => {
    const step = await sourceOf().batch(5);
    const source = sourceOf();
    await source.training(4);
    expect(bytesOf((await source.training(5)).value)).toBe(bytesOf(step));
    expect(bytesOf(await source.batch(6))).not.toBe(bytesOf(step));
    expect(bytesOf(await sourceOf({ seed: 2 }).batch(5))).not.toBe(bytesOf(step));
  });

  it('come from few photographs, each decoded once for a step; an epoch sees them all', async () => {
    const source = sourceOf();
    expect(source.stepsPerEpoch).toBe(2);
    asked.length = 0;
    await source.batch(0);
    expect(asked).toHaveLength(3);
    await source.batch(1);
    expect(new Set(asked).size).toBe(COUNT);
  });

  it('to measure on are the same each time, at most as many batches as asked for', async () => {
    const read = async (source: WindowSource) => {
      const batches: string[] = [];
      for await (const examples of source.validation()) batches.push(bytesOf(examples));
      return batches;
    };
    const source = sourceOf({ validation: { everySteps: 1, batches: 1 } });
    const first = await read(source);
    expect(first).toHaveLength(1);
    expect(await read(source)).toEqual(first);
    expect(await read(sourceOf())).toHaveLength(2); // there are no more photographs
  });
});
