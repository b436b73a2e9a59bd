import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDetector } from '../../detection/load-detector.js';
import { drawScene } from '../support/photographs.js';
import { writeTinyDetector } from '../support/tiny-detector.js';

let folder: string;
let model: string;
let picture: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'explain-'));
  model = await writeTinyDetector(folder);
  picture = await drawScene(join(folder, 'scene.png'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(['shared', 'crops'] as const)('explaining a detection, %s regions', (regions) => {
  it('gives the detections that detecting gives, and what led to them', async () => {
    using detector = await loadDetector(model, { regions, count: 60, threshold: 0.3, engine: 'onnx' });
    const stages = await detector.explain(picture);
    const { detections } = await detector.detect(picture);
    expect(detections.length).toBeGreaterThan(0);
    expect(stages.detections).toEqual(detections);
    expect(stages.proposals.length).toBeLessThanOrEqual(60);
    expect(stages.regions).toHaveLength(stages.proposals.length);
    expect(stages.candidates.length).toBeGreaterThan(detections.length);
    for (const list of [stages.regions, stages.candidates]) {
      const scores = list.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }
    // The candidate that the network is surest of survives whatever follows; only its box is voted about.
    const surest = stages.candidates.reduce((best, one) =>
      one.networkScore > best.networkScore ? one : best,
    );
    expect(surest.fate).toBe('detection');
    expect(detections.map(({ score }) => score)).toContain(surest.score);
    expect(stages.regions[0]!.score).toBe(surest.networkScore);
  });
});

describe('the evidence for a class in a box', () => {
  it.each([true, false])('means to the score of the region (in a thread: %s)', async (worker) => {
    using detector = await loadDetector(model, { count: 60, engine: 'onnx', worker });
    const { regions } = await detector.explain(picture);
    for (const { box, class: name, score } of regions.slice(0, 3)) {
      const { values, bias, ...evidence } = await detector.evidence(picture, { box, class: name });
      expect(evidence).toEqual({ width: 7, height: 7, box });
      const logit = values.reduce((sum, value) => sum + value, 0) / values.length + bias;
      expect(1 / (1 + Math.exp(-logit))).toBeCloseTo(score, 4);
    }
  });

  it('wants a class of the model, and shared regions', async () => {
    const box = { x1: 10, y1: 10, x2: 60, y2: 60 };
    using shared = await loadDetector(model, { engine: 'onnx', worker: false });
    await expect(shared.evidence(picture, { box, class: 'cow' })).rejects.toThrow('one of cat, dog');
    using crops = await loadDetector(model, { engine: 'onnx', worker: false, regions: 'crops' });
    await expect(crops.evidence(picture, { box, class: 'cat' })).rejects.toThrow('shared');
  });
});
