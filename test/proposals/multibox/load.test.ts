import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadDetector } from '../../../detection/load-detector.js';
import { type LoadMultiBoxOptions, loadMultiBox } from '../../../proposals/multibox/load.js';
import { loadEngine } from '../../../src/engines/index.js';
import type { Raster } from '../../../src/imaging/raster.js';
import { decodeImage } from '../../../src/platform/node/decode.js';
import { SharedTrunk } from '../../../src/trunk/shared-trunk.js';
import { loadModel } from '../../../src/weights/model-file.js';
import { drawScene } from '../../support/photographs.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';
import { writeTinyMultiBox } from '../../support/tiny-multibox.js';

let folder: string;
let detector: string;
let head: string;
let image: Raster;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multibox-'));
  detector = await writeTinyDetector(folder);
  head = await writeTinyMultiBox(folder, detector);
  image = await decodeImage(await drawScene(join(folder, 'scene.png')));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

async function boxesOf(options: Omit<LoadMultiBoxOptions, 'engine'>) {
  using source = await loadMultiBox({ engine: await loadEngine('onnx'), ...options });
  return (await source.propose(image)).toArray();
}

describe('MultiBox', () => {
  it('proposes boxes inside the image, none twice, as many as wanted', async () => {
    const boxes = await boxesOf({ head, base: await loadModel(detector), count: 20 });
    expect(boxes).toHaveLength(20);
    expect(new Set(boxes.map((box) => JSON.stringify(box))).size).toBe(20);
    for (const { x1, y1, x2, y2 } of boxes) {
      expect(Math.min(x1, y1, image.width - x2, image.height - y2)).toBeGreaterThanOrEqual(0);
      expect(Math.min(x2 - x1, y2 - y1)).toBeGreaterThan(0);
    }
  });

  it.each([
    ['is the one of regions that share a map', 'shared', 64, 1],
    ['is its own where the detector sees images at another size', 'shared', 48, 2],
    ['is its own where every region is a crop', 'crops', 64, 1],
  ] as const)('its trunk %s', async (_, regions, shortSide, trunks) => {
    const head = await writeTinyMultiBox(folder, detector, { shortSide });
    const alone = await boxesOf({ head, base: await loadModel(detector), count: 30 });
    const created = vi.spyOn(SharedTrunk, 'create');
    const proposals = { proposals: 'multibox', multibox: head } as const;
    const options = {
      engine: 'onnx',
      regions,
      threshold: 0,
      count: 30,
      ...proposals,
      worker: false,
    } as const;
    using both = await loadDetector(detector, options);
    const seen = await both.explain(image);
    expect(created).toHaveBeenCalledTimes(trunks);
    expect(seen.proposals.toArray()).toEqual(alone);
    expect(seen.detections.length).toBeGreaterThan(0);
  });

  it('refuses a head of another trunk, and says how to name a base that has no known name', async () => {
    await expect(boxesOf({ head })).rejects.toMatchObject({
      code: 'file-not-found',
      message: expect.stringContaining('Name its file with --model.'),
    });
    const other = join(folder, 'other');
    await mkdir(other);
    const base = await loadModel(await writeTinyDetector(other, 2));
    await expect(boxesOf({ head, base })).rejects.toMatchObject({ code: 'file-not-found' });
    const wrong = await writeTinyMultiBox(other, detector, { base: 'voc' });
    await expect(boxesOf({ head: wrong })).rejects.toMatchObject({
      code: 'bad-weights',
      message: expect.stringContaining('train multibox'),
    });
  });

  it('refuses a model that is no head', async () => {
    await expect(boxesOf({ head: detector })).rejects.toMatchObject({ code: 'bad-weights' });
  });
});
