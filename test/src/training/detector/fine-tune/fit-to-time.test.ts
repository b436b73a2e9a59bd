import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TruthBuilder } from '../../../../../src/datasets/columns.js';
import type { Dataset } from '../../../../../src/datasets/records.js';
import { Boxes } from '../../../../../src/geometry/boxes.js';
import { fitToTime } from '../../../../../src/training/detector/fine-tune/fit-to-time.js';
import type { KeptProposals } from '../../../../../src/training/detector/fine-tune/kept-proposals.js';
import { fineTuneSettings } from '../../../../../src/training/detector/fine-tune/settings.js';
import type { RegionExample, RegionTrainer } from '../../../../../src/training/onnx/region-trainer.js';

const preprocessing = { channelOrder: 'bgr', mean: [104, 117, 123], inputSize: 64 } as const;

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fit-to-time-'));
  const grey = { create: { width: 96, height: 72, channels: 3 as const, background: '#808080' } };
  for (const name of ['a', 'b', 'c', 'd'])
    await sharp(grey)
      .png()
      .toFile(join(root, `${name}.png`));
});
afterAll(() => rm(root, { recursive: true }));

/** An object on each photograph. */
function photographs(...names: string[]): Dataset {
  const truth = new TruthBuilder();
  const box = { x1: 10, y1: 10, x2: 40, y2: 40 };
  for (const image of names.keys()) truth.add({ image, class: 0, ...box, flags: 0 }, { file: 0, line: 0 });
  const images = names.map((id) => ({ id, file: `${id}.png`, width: 96, height: 72 }));
  return { root, images, classes: [{ name: 'thing', id: 1 }], truth: truth.finish([]) };
}

/** A machine on a clock of its own: a search takes 10 s, the first step 30, each further one 4 for two photographs. */
function machine() {
  let milliseconds = 0;
  const searched: string[] = [];
  const sides: number[] = [];
  let steps = 0;
  return {
    ...{ searched, sides },
    now: () => milliseconds,
    /** Passes while something else is done. */
    pass: (seconds: number) => {
      milliseconds += 1000 * seconds;
    },
    proposals: {
      of: async (path: string) => {
        if (!searched.includes(path)) milliseconds += 10_000;
        searched.push(path);
        return Boxes.from([{ x1: 0, y1: 0, x2: 20, y2: 20 }]);
      },
    } as unknown as KeptProposals,
    trainer: {
      step: async (examples: readonly RegionExample[]) => {
        milliseconds += steps++ === 0 ? 30_000 : 4000;
        sides.push(...examples.map(({ height }) => height));
      },
    } as unknown as RegionTrainer,
  };
}

async function planned(minutes: number, changes: Parameters<typeof fineTuneSettings>[0] = {}) {
  const own = machine();
  own.pass(15); // reading the data
  const settings = fineTuneSettings({ scales: [64, 128], ...(changes as object) });
  const [dataset, validation] = [photographs('a', 'b'), photographs('c', 'd')];
  const known = { dataset, validation, settings, preprocessing, baseSha256: 'ab'.repeat(32) };
  const { now, proposals, trainer } = own;
  return { ...own, settings: await fitToTime({ ...known, minutes, began: 0, now, proposals, trainer }) };
}

describe('fitting a fine-tuning to minutes', () => {
  it('takes the steps that fit between what passes before and what is left to do after', async () => {
    const { now, settings } = await planned(10);
    expect(now() / 1000).toBe(15 + 4 * 10 + 30 + 3 * 4);
    // Afterwards: two photographs are measured, 1.4 s each; two are looked at to learn to choose, 0.7 s each; 4 steps' time.
    expect(settings.steps).toBe(Math.floor((600 - 97 - (2 * 1.4 + 2 * 0.7 + 16)) / 4));
  });

  it('leaves out what the settings leave out', async () => {
    const { settings } = await planned(10, { pruning: null });
    expect(settings.steps).toBe(Math.floor((600 - 97 - (2 * 1.4 + 16)) / 4));
  });

  it('searches the photographs that are measured on, too, so that it knows how long that takes', async () => {
    const { searched } = await planned(10);
    for (const name of 'abcd') expect(searched).toContain(join(root, `${name}.png`));
  });

  it('measures the finished detector alone', async () => {
    expect((await planned(10)).settings.validation).toBeNull();
  });

  it('times steps at the scale of the mean area, and trains at those that were given', async () => {
    const { sides, settings } = await planned(10);
    expect(new Set(sides)).toEqual(new Set([128])); // 101, in blocks of 32
    expect(settings.scales).toEqual([64, 128]);
  });

  it('replaces steps that were given, however few', async () => {
    expect((await planned(10, { steps: 1 })).settings.steps).toBeGreaterThan(20);
  });

  it('takes 20 steps where the minutes do not suffice', async () => {
    expect((await planned(1)).settings.steps).toBe(20);
  });
});
