import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cardKey, type NewModelCard } from '../../../src/weights/model-card.js';
import { loadModel, saveModel } from '../../../src/weights/model-file.js';
import { writeSafetensors } from '../../../src/weights/safetensors.js';
import type { Weights } from '../../../src/weights/weights.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'model-'));
  path = join(folder, 'model.safetensors');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const weights: Weights = new Map([['fc/weight', { shape: [2, 2], data: Float32Array.of(1, 2, 3, 0.1) }]]);
const card: NewModelCard = {
  format: 1,
  name: 'toy',
  task: 'classifier',
  network: { classes: 2 },
  preprocessing: { channelOrder: 'bgr', mean: [104, 117, 123], inputSize: 224 },
  classes: [{ name: 'cat' }, { name: 'tench, Tinca tinca', wnid: 'n01440764' }],
  licence: 'CC0-1.0',
  origin: { text: 'Made up.' },
};

describe('a model file', () => {
  it('comes back with its card, the defaults filled in', async () => {
    const written = await saveModel(path, card, weights, { dtype: 'float32' });
    const model = await loadModel(path);
    expect(model.card).toEqual(written);
    expect(model.card).toMatchObject({
      ...card,
      network: { classes: 2, modules: 'reduced', width: 1, auxiliary: false },
    });
    expect([...model.weights]).toEqual([...weights]);
    expect(model).toMatchObject({ path, storedType: 'float32' });
  });

  it('widens float16 in memory', async () => {
    await saveModel(path, card, weights, { dtype: 'float16' });
    const model = await loadModel(path);
    expect(model.storedType).toBe('float16');
    expect([...model.weights.get('fc/weight')!.data]).toEqual([1, 2, 3, 0.0999755859375]);
  });

  it('is the same to the byte when saved again', async () => {
    const other = join(folder, 'other.safetensors');
    await saveModel(path, card, weights, { dtype: 'float16' });
    await saveModel(other, card, weights, { dtype: 'float16' });
    expect((await readFile(path)).equals(await readFile(other))).toBe(true);
  });

  it('keeps what the detection code records about its head', async () => {
    const head = { kind: 'svm', thresholds: [0.1, 0.2] };
    await saveModel(path, { ...card, task: 'detector', network: { classes: 1000 }, head }, weights, {
      dtype: 'float32',
    });
    expect((await loadModel(path)).card.head).toEqual(head);
  });
});

describe('the hash of a model', () => {
  it('covers the card: no bit of it changes unnoticed', async () => {
    await saveModel(path, { ...card, head: { threshold: 0.5 } }, weights, { dtype: 'float32' });
    const whole = await readFile(path);
    const expected = await loadModel(path);
    const accepted: string[] = [];
    const header = 8 + Number(whole.readBigUInt64LE());
    for (let at = 0; at < header; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] ^= 1 << (at % 8);
      await writeFile(path, bytes);
      const model = await loadModel(path).catch(() => undefined);
      if (model) accepted.push(JSON.stringify([model.card, [...model.weights.keys()]]));
    }
    const same = JSON.stringify([expected.card, [...expected.weights.keys()]]);
    expect(accepted.filter((found) => found !== same)).toEqual([]);
  });

  it('of the first models covers their tensors alone: they still load', async () => {
    await writeSafetensors(path, weights, {
      dtype: 'float32',
      metadata: (sha256) => ({ [cardKey]: JSON.stringify({ ...card, sha256 }) }),
    });
    expect((await loadModel(path)).card.name).toBe('toy');
  });
});

describe('refusals that name the file', () => {
  it('a tensor byte that changed', async () => {
    await saveModel(path, card, weights, { dtype: 'float32' });
    const bytes = await readFile(path);
    bytes[bytes.length - 1] ^= 1;
    await writeFile(path, bytes);
    await expect(loadModel(path)).rejects.toMatchObject({ code: 'bad-weights' });
    await expect(loadModel(path)).rejects.toThrow(
      `the card of ${path} to have the SHA-256 that the card holds`,
    );
  });

  it.each([
    ['no card', undefined, 'weights import'],
    ['a card that is no JSON', '{', 'to be JSON'],
    ['a card of the future', JSON.stringify({ ...card, format: 2 }), 'at format'],
    ['a card with an unknown key', JSON.stringify({ ...card, colour: 1 }), 'colour'],
  ])('%s', async (_, json, message) => {
    await writeSafetensors(path, weights, {
      dtype: 'float32',
      metadata: (): Record<string, string> => (json === undefined ? {} : { [cardKey]: json }),
    });
    await expect(loadModel(path)).rejects.toMatchObject({ code: 'bad-weights' });
    await expect(loadModel(path)).rejects.toThrow(message);
    await expect(loadModel(path)).rejects.toThrow(path);
  });

  it.each([
    [
      'a mean that no pixel has',
      { preprocessing: { ...card.preprocessing, mean: [1e300, 117, 123] } },
      'mean',
    ],
    ['a mean that is negative', { preprocessing: { ...card.preprocessing, mean: [104, -1, 123] } }, 'mean'],
    [
      'an input that no memory holds',
      { preprocessing: { ...card.preprocessing, inputSize: 1e6 } },
      'inputSize',
    ],
    ['a network that no memory holds', { network: { classes: 2, width: 1e9 } }, 'width'],
    ['outputs beyond counting', { network: { classes: 1e9 } }, 'classes'],
  ])('%s', async (_, changes, message) => {
    const save = saveModel(path, { ...card, ...changes } as NewModelCard, weights, { dtype: 'float32' });
    await expect(save).rejects.toMatchObject({
      code: 'bad-weights',
      message: expect.stringContaining(message),
    });
  });

  it('a card that does not name every class is not written', async () => {
    const save = saveModel(path, { ...card, classes: [{ name: 'cat' }] }, weights, { dtype: 'float32' });
    await expect(save).rejects.toThrow('one name for each of network.classes');
    expect(await readdir(folder)).toEqual([]);
  });

  it('a full disk', async () => {
    const probe = await open(join(folder, 'probe'), 'w');
    await probe.close();
    vi.spyOn(Object.getPrototypeOf(probe), 'writeFile').mockRejectedValue(
      Object.assign(new Error('full'), { code: 'ENOSPC' }),
    );
    const save = saveModel(path, card, weights, { dtype: 'float32' });
    await expect(save).rejects.toMatchObject({ code: 'disk-full' });
    expect(await readdir(folder)).toEqual(['probe']);
  });
});
