import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyDetector } from '../../../../../detection/verify-detector.js';
import { fineTune } from '../../../../../src/training/detector/fine-tune/fine-tune.js';
import { fineTuneSettings } from '../../../../../src/training/detector/fine-tune/settings.js';
import { loadModel } from '../../../../../src/weights/model-file.js';
import { writeSquares } from '../../../../support/squares.js';
import { writeTinyClassifier } from '../../../../support/tiny-classifier.js';

let folder: string;
let data: string;
let base: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fine-tune-'));
  data = join(folder, 'VOC');
  await writeSquares(data, { train: 6, val: 2 });
  base = await writeTinyClassifier(folder, ['a', 'b']);
});
afterAll(() => rmSync(folder, { recursive: true }));

const settings = fineTuneSettings({
  ...{ steps: 4, regions: 8, scales: [64], warmUp: 1, detectAt: 64, checkpointSteps: 2 },
  pruning: { photographs: 4, keep: 10 },
  validation: { everySteps: 2, photographs: 2, count: 20 },
});

interface Changes {
  readonly stopAfter?: number;
  readonly minutes?: number;
}

async function train(run: string, { stopAfter = Infinity, minutes }: Changes = {}) {
  const controller = new AbortController();
  return fineTune({
    config: {
      ...{ format: 1, data, split: 'train', validationSplit: 'val', base, name: 'squares', settings },
      proposals: join(folder, 'proposals.ndjson'),
    },
    ...(minutes !== undefined && { minutes }),
    run: join(folder, run),
    signal: controller.signal,
    onStep: ({ step }) => {
      if (step === stopAfter) controller.abort();
    },
  });
}

/** Milliseconds: seconds of work, a minute where all cores are taken. */
const TRAININGS = 300_000;

describe('fine-tuning a detector', { timeout: TRAININGS }, () => {
  it('trains, measures and writes a detector that is whole', async () => {
    const { finished, position } = await train('whole');
    expect(finished).toBe(true);
    expect(position.best?.mAP).toBeGreaterThanOrEqual(0);
    const model = await loadModel(join(folder, 'whole', 'final.safetensors'));
    verifyDetector(model);
    expect(model.card.head).toMatchObject({ shared: { keep: 10 } }); // it chooses among regions
    expect(Object.keys(model.card.head!.thresholds as object).sort()).toEqual(['blue', 'red']);
    expect(model.card).not.toHaveProperty('metrics'); // two photographs are too few to say
    expect(model.card).not.toHaveProperty('measuredOn');
    const [results] = readdirSync(join(folder, 'whole')).filter((name) => name.startsWith('validation-'));
    expect(
      readFileSync(join(folder, 'whole', results!), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(2);
    expect(model.card.classes.map(({ name }) => name).sort()).toEqual(['blue', 'red']);
    const records = readFileSync(join(folder, 'whole', 'log.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map(({ kind, step }) => `${kind} ${step}`)).toEqual([
      ...['start 0', 'step 1', 'step 2', 'validation 2', 'step 3', 'step 4', 'validation 4'],
    ]);
    expect(records[1].loss).toBeCloseTo(records[1].mainLoss + records[1].boxLoss, 6);
    expect(readdirSync(join(folder, 'whole')).filter((name) => name.startsWith('measure-'))).toEqual([]);
    expect(readFileSync(join(folder, 'whole', 'report.html'), 'utf8')).toContain('mAP on validation');
  });

  it('stopped and resumed, gives the bytes of an unbroken run', async () => {
    expect((await train('stopped', { stopAfter: 1 })).finished).toBe(false);
    expect((await train('stopped', { stopAfter: 3 })).finished).toBe(false);
    expect((await train('stopped')).finished).toBe(true);
    const bytes = (run: string) => readFileSync(join(folder, run, 'final.safetensors'));
    expect(bytes('stopped').equals(bytes('whole'))).toBe(true);
  });

  it('does not begin where a photograph cannot be read, and names it', async () => {
    const photograph = join(data, 'JPEGImages', 'val_1.jpg');
    const before = readFileSync(photograph);
    writeFileSync(photograph, before.subarray(0, 300));
    try {
      for (const changes of [{}, { minutes: 1 }])
        await expect(train('damaged', changes)).rejects.toThrow(/1 of 8 cannot:\n.*val_1\.jpg/);
      expect(existsSync(join(folder, 'damaged', 'config.json'))).toBe(false);
    } finally {
      writeFileSync(photograph, before);
    }
  });

  it('refuses to resume with other data', async () => {
    const lists = join(data, 'ImageSets/Main/train.txt');
    const before = readFileSync(lists, 'utf8');
    writeFileSync(lists, before.replace('train_0\n', ''));
    await expect(train('whole')).rejects.toThrow(/holds another:\n {2}dataSha256: /);
    writeFileSync(lists, before);
  });
});
