import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadClassifier } from '../../../../src/classification/load-classifier.js';
import { liveSessions } from '../../../../src/engines/onnx/session.js';
import { liveTensors, loadBackend } from '../../../../src/engines/tensorflow/library.js';
import { decodeImage } from '../../../../src/platform/node/decode.js';
import { planFineTuning } from '../../../../src/training/classifier/fine-tuned-task.js';
import { trainingEngines } from '../../../../src/training/classifier/make-trainer.js';
import { settingsFor } from '../../../../src/training/classifier/recipes.js';
import type { RunConfig } from '../../../../src/training/classifier/run-config.js';
import { trainClassifier } from '../../../../src/training/classifier/train-classifier.js';
import type { TrainClassifierOptions } from '../../../../src/training/classifier/train-options.js';
import { readTrainingData } from '../../../../src/training/classifier/training-data.js';
import { RunLog, type ValidationRecord } from '../../../../src/training/run/run-log.js';
import { loadModel } from '../../../../src/weights/model-file.js';
import { hasNativeTensorFlow } from '../../../support/native-tensorflow.js';
import { tinySettings, writePhotographs } from '../../../support/photographs.js';

const folder = mkdtempSync(join(tmpdir(), 'training-'));

/** TensorFlow only where `googlenet-rcnn setup tensorflow` has been run. */
const engines = trainingEngines.filter((engine) => engine === 'onnx' || hasNativeTensorFlow());

describe.each(engines)('training a classifier with %s', (engine) => {
  const at = (...names: string[]) => join(folder, engine, ...names);
  const scratch: RunConfig = {
    format: 1,
    data: at('data'),
    recipe: 'quick',
    engine,
    settings: settingsFor('quick', { ...tinySettings, averaging: { decay: 0.8 } }),
  };

  /** With batch normalisation in place of Krizhevsky's. */
  const normalised: RunConfig = {
    ...scratch,
    settings: settingsFor('quick', {
      ...scratch.settings,
      network: { ...tinySettings.network, localResponseNorm: false, batchNorm: true },
    }),
  };

  async function run(config: RunConfig, name: string, options: Partial<TrainClassifierOptions> = {}) {
    const common = { inputThreads: 1, cacheBytes: 1 << 20, ...options };
    const outcome = await trainClassifier({ config, run: at(name), ...common });
    const records = await new RunLog(at(name)).read();
    const validations = records.filter((record): record is ValidationRecord => record.kind === 'validation');
    return { ...outcome, validations };
  }

  /** Top-1 of a published model as `classify` computes it, with the ONNX engine. */
  async function accuracyOf(model: string): Promise<{ top1: number; loss: number }> {
    using classifier = await loadClassifier(model, { engine: 'onnx' });
    const { val } = await readTrainingData(at('data'));
    let [right, loss] = [0, 0];
    for (const [i, { file }] of val.images.entries()) {
      const raster = await decodeImage(join(val.root!, file!));
      const { predictions } = await classifier.classify(raster, { top: 3 });
      const wanted = val.classes[val.label[i]!]!.name;
      right += Number(predictions[0]!.class === wanted);
      loss -= Math.log(predictions.find((one) => one.class === wanted)!.score) / val.images.length;
    }
    return { top1: right / val.images.length, loss };
  }

  const live = () => (engine === 'tensorflow' ? liveTensors() : 0);
  let tensors: number;
  beforeAll(async () => {
    await writePhotographs(at('data'), { train: 8, val: 3 });
    if (engine === 'tensorflow') await loadBackend('tensorflow');
    tensors = live();
    await run(scratch, 'scratch');
  }, 300_000);
  afterAll(() => rmSync(at(), { recursive: true }));

  it('writes all that a run’s folder promises', async () => {
    for (const file of [
      'config.json',
      'log.ndjson',
      'best.safetensors',
      'final.safetensors',
      'report.html',
    ]) {
      expect(existsSync(at('scratch', file)), file).toBe(true);
    }
    expect(JSON.parse(readFileSync(at('scratch', 'config.json'), 'utf8'))).toEqual({
      ...scratch,
      photographs: { train: 24, val: 9, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const { card } = await loadModel(at('scratch', 'final.safetensors'));
    expect(card).toMatchObject({
      task: 'classifier',
      network: { classes: 3, width: 1 / 16, auxiliary: false },
      preprocessing: { channelOrder: 'bgr', inputSize: 64 },
      classes: [{ name: 'blue' }, { name: 'green' }, { name: 'red' }],
    });
  });

  it('measures what classify measures of the exported model', async () => {
    const last = (await run(scratch, 'scratch')).validations.at(-1)!;
    const exported = await accuracyOf(at('scratch', 'final.safetensors'));
    expect(exported.top1).toBe(last.top1);
    expect(exported.loss).toBeCloseTo(last.loss!, 4);
  });

  it('exports a batch-normalised network as a plain one that measures the same', async () => {
    const { validations } = await run(normalised, 'normalised');
    const { card } = await loadModel(at('normalised', 'final.safetensors'));
    expect(card.network).toMatchObject({ localResponseNorm: false });
    const exported = await accuracyOf(at('normalised', 'final.safetensors'));
    expect(exported.top1).toBe(validations.at(-1)!.top1);
    expect(exported.loss).toBeCloseTo(validations.at(-1)!.loss!, 4);
  });

  it('goes on after a stop with the averaged statistics, to the same bytes', async () => {
    const stop = new AbortController();
    const { finished } = await run(normalised, 'stopped', {
      signal: stop.signal,
      onStep: ({ step }) => void (step === 2 && stop.abort()),
    });
    expect(finished).toBe(false);
    await run(normalised, 'stopped');
    await run(normalised, 'normalised');
    const bytes = (name: string) => readFileSync(at(name, 'final.safetensors'));
    expect(bytes('stopped').equals(bytes('normalised'))).toBe(true);
  });

  it('refuses batch normalisation on a base', async () => {
    const base = at('scratch', 'final.safetensors');
    const plan = planFineTuning({ base, trainFrom: 'loss3/classifier' }, normalised.settings);
    await expect(plan).rejects.toThrow('"batchNorm": false with a base');
  });

  it('refuses sides that the auxiliary classifiers cannot follow', async () => {
    const resolution = [128, 144].map((side, fromEpoch) => ({ fromEpoch, side }));
    const settings = settingsFor('quick', { ...tinySettings, resolution });
    await expect(run({ ...scratch, settings }, 'grown')).rejects.toThrow('96 to 128, but got 128, 144');
    expect(existsSync(at('grown'))).toBe(false);
  });

  it.runIf(engine === 'onnx')('refuses sides that its pools do not halve evenly', async () => {
    const settings = settingsFor('quick', { ...tinySettings, resolution: [{ fromEpoch: 0, side: 72 }] });
    await expect(run({ ...scratch, settings }, 'uneven')).rejects.toThrow('multiples of 32, but got 72');
    expect(existsSync(at('uneven'))).toBe(false);
  });

  it('refuses to go on with another configuration and names the difference', async () => {
    const other = { ...scratch, settings: { ...scratch.settings, batch: 5 } };
    const training = run(other, 'scratch');
    await expect(training).rejects.toMatchObject({ code: 'bad-option' });
    await expect(training).rejects.toThrow('settings.batch: 6, not 5');
  });

  it('names all photographs that cannot be read, and refuses to go on with others', async () => {
    const data = at('broken');
    await writePhotographs(data, { train: 4, val: 2 });
    const bad = [join(data, 'train', 'red', '1.png'), join(data, 'val', 'blue', '0.png')];
    for (const file of bad) writeFileSync(file, 'These are words.');
    const training = run({ ...scratch, data }, 'unreadable');
    await expect(training).rejects.toMatchObject({ code: 'bad-image' });
    for (const file of bad) await expect(training).rejects.toThrow(file);
    await expect(training).rejects.toThrow('2 of 18 cannot');
    for (const file of bad) rmSync(file);
    await run({ ...scratch, data }, 'unreadable'); // nothing depended on them yet
    rmSync(join(data, 'train', 'red', '0.png'));
    await expect(run({ ...scratch, data }, 'unreadable')).rejects.toThrow('photographs.train: 11, not 10');
  });

  it('goes on with a run whose configuration has no photographs', async () => {
    const path = at('scratch', 'config.json');
    writeFileSync(path, JSON.stringify(scratch));
    expect((await run(scratch, 'scratch')).finished).toBe(true);
  });

  it('learns the last layer on features that are kept', async () => {
    const settings = settingsFor('fine-tune', { ...tinySettings, epochs: 20, schedule: { base: 0.02 } });
    const base = at('scratch', 'final.safetensors');
    const plan = await planFineTuning({ base, trainFrom: 'loss3/classifier' }, settings);
    expect(plan.fineTuning.views).toBe(2);
    const { validations } = await run({ ...scratch, recipe: 'fine-tune', ...plan }, 'last');
    const exported = await accuracyOf(at('last', 'final.safetensors'));
    expect(exported.top1).toBe(validations.at(-1)!.top1);
    expect(exported.loss).toBeCloseTo(validations.at(-1)!.loss!, 2); // features are kept in half precision
    const [before, after] = [await loadModel(base), await loadModel(at('last', 'final.safetensors'))];
    const changed = [...after.weights].filter(
      ([name, { data }]) => before.weights.get(name)!.data.join() !== data.join(),
    );
    expect(changed.map(([name]) => name)).toEqual(['loss3/classifier/weight', 'loss3/classifier/bias']);
    expect(after.card.base).toBe('classifier');
  });

  it('refuses features that were kept of other photographs under the same names', async () => {
    const data = at('replaced');
    await writePhotographs(data, { train: 3, val: 1 });
    const settings = settingsFor('fine-tune', { ...tinySettings, epochs: 1 });
    const base = at('scratch', 'final.safetensors');
    const plan = await planFineTuning({ base, trainFrom: 'loss3/classifier' }, settings);
    const config = { ...scratch, data, recipe: 'fine-tune', ...plan };
    await run(config, 'kept');
    expect((await run(config, 'kept')).finished).toBe(true);
    copyFileSync(join(data, 'train', 'red', '0.png'), join(data, 'train', 'red', '1.png'));
    const again = run(config, 'kept');
    await expect(again).rejects.toMatchObject({ code: 'bad-option' });
    await expect(again).rejects.toThrow('photographs.contents: ');
  });

  it('leaves lower layers alone where their features are not kept', async () => {
    const settings = settingsFor('fine-tune', { ...tinySettings, epochs: 2 });
    const base = at('scratch', 'final.safetensors');
    const plan = await planFineTuning({ base, trainFrom: 'inception_3a' }, settings);
    const fineTuning = { ...plan.fineTuning, views: 0 };
    await run({ ...scratch, recipe: 'fine-tune', settings: plan.settings, fineTuning }, 'upper');
    const [before, after] = [await loadModel(base), await loadModel(at('upper', 'final.safetensors'))];
    const same = (name: string) =>
      before.weights.get(name)!.data.join() === after.weights.get(name)!.data.join();
    expect(same('conv2/3x3/weight')).toBe(true);
    expect(same('inception_3a/1x1/weight')).toBe(false);
    expect(existsSync(at('upper', 'features.f16'))).toBe(false);
  });

  it('keeps features only where the layers below take most of the work', async () => {
    const settings = settingsFor('fine-tune', tinySettings);
    const base = at('scratch', 'final.safetensors');
    const viewsFrom = async (trainFrom: string) =>
      (await planFineTuning({ base, trainFrom }, settings)).fineTuning.views;
    expect(await viewsFrom('conv1/7x7_s2')).toBe(0);
    expect(await viewsFrom('inception_5b')).toBe(2);
  });

  it('holds no tensors and sessions when it is done', () => {
    expect(live()).toBe(tensors);
    expect(liveSessions()).toBe(0);
  });
});
