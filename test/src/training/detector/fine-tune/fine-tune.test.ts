import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyDetector } from '../../../../../detection/verify-detector.js';
import { keyedStream } from '../../../../../src/random/keyed-stream.js';
import { fineTune } from '../../../../../src/training/detector/fine-tune/fine-tune.js';
import { fineTuneSettings } from '../../../../../src/training/detector/fine-tune/settings.js';
import { loadModel } from '../../../../../src/weights/model-file.js';
import { writeTinyClassifier } from '../../../../support/tiny-classifier.js';

const COLOURS = ['#d02818', '#1838c8'];
const NAMES = ['red', 'blue'];

let folder: string;
let data: string;
let base: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fine-tune-'));
  data = join(folder, 'VOC');
  await writeVoc(data, { train: 6, val: 2 });
  base = await writeTinyClassifier(folder, ['a', 'b']);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One red or blue square a picture, on grey, in a VOC folder. */
async function writeVoc(root: string, counts: Readonly<Record<string, number>>): Promise<void> {
  for (const part of ['Annotations', 'ImageSets/Main', 'JPEGImages'])
    mkdirSync(join(root, part), { recursive: true });
  for (const [split, count] of Object.entries(counts)) {
    const ids = Array.from({ length: count }, (_, i) => `${split}_${i}`);
    writeFileSync(join(root, 'ImageSets/Main', `${split}.txt`), `${ids.join('\n')}\n`);
    for (const [i, id] of ids.entries()) {
      const random = keyedStream(i, count);
      const [left, top] = [Math.round(40 * random()), Math.round(20 * random())];
      const square = { create: { width: 40, height: 40, channels: 3 as const, background: COLOURS[i % 2]! } };
      const input = await sharp(square).png().toBuffer();
      await sharp({ create: { width: 96, height: 72, channels: 3, background: '#808080' } })
        .composite([{ input, left, top }])
        .jpeg()
        .toFile(join(root, 'JPEGImages', `${id}.jpg`));
      writeFileSync(join(root, 'Annotations', `${id}.xml`), annotation(NAMES[i % 2]!, left, top));
    }
  }
}

function annotation(name: string, left: number, top: number): string {
  const box = `<xmin>${left + 1}</xmin><ymin>${top + 1}</ymin><xmax>${left + 40}</xmax><ymax>${top + 40}</ymax>`;
  return `<annotation><size><width>96</width><height>72</height><depth>3</depth></size><object><name>${name}</name><bndbox>${box}</bndbox></object></annotation>`;
}

const settings = fineTuneSettings({
  ...{ steps: 4, regions: 8, scales: [64], warmUp: 1, detectAt: 64, checkpointSteps: 2 },
  pruning: { photographs: 4, keep: 10 },
  validation: { everySteps: 2, photographs: 2, count: 20 },
});

async function train(run: string, stopAfter = Infinity) {
  const controller = new AbortController();
  return fineTune({
    config: { format: 1, data, split: 'train', validationSplit: 'val', base, name: 'squares', settings },
    run: join(folder, run),
    proposals: join(folder, 'proposals.ndjson'),
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
    expect(model.card.metrics!.mAP).toBeGreaterThanOrEqual(0);
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
    expect((await train('stopped', 1)).finished).toBe(false);
    expect((await train('stopped', 3)).finished).toBe(false);
    expect((await train('stopped')).finished).toBe(true);
    const bytes = (run: string) => readFileSync(join(folder, run, 'final.safetensors'));
    expect(bytes('stopped').equals(bytes('whole'))).toBe(true);
  });

  it('refuses to resume with other data', async () => {
    const lists = join(data, 'ImageSets/Main/train.txt');
    const before = readFileSync(lists, 'utf8');
    writeFileSync(lists, before.replace('train_0\n', ''));
    await expect(train('whole')).rejects.toThrow(/holds another:\n {2}dataSha256: /);
    writeFileSync(lists, before);
  });
});
