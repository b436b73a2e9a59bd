/** What programs may pass to a detector, and what they get: by the public entry alone. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Boxes, decodeImage, type ImageSource, loadDetector, type ProposalSource } from '../../src/index.js';
import { errorOf } from '../support/error-of.js';
import { loadedDetector } from '../support/loaded-detector.js';
import { writeTinyDetector } from '../support/tiny-detector.js';
import { writeTinyMultiBox } from '../support/tiny-multibox.js';

const given = loadedDetector();

/** As a caller without types has it. */
const untyped = (value: unknown) => value as never;

describe('an image comes as', () => {
  const rows: [string, () => Promise<ImageSource> | ImageSource][] = [
    ['a file URL', () => pathToFileURL(given.picture)],
    ['the text of a file URL', () => pathToFileURL(given.picture).href],
    ['a Buffer', () => readFile(given.picture)],
    ['an ArrayBuffer', async () => Uint8Array.from(await readFile(given.picture)).buffer],
    ['a Blob', async () => new Blob([await readFile(given.picture)])],
    ['a File', async () => new File([await readFile(given.picture)], 'scene.png')],
    ['a stream of Node', () => createReadStream(given.picture)],
    ['a stream of the web', async () => new Blob([await readFile(given.picture)]).stream()],
    ['a sharp pipeline', () => sharp(given.picture).png()],
    ['pixels', () => decodeImage(given.picture)],
  ];
  it.each(rows)('%s: the same as its path', async (_, source) => {
    const { detections } = await given.detector.detect(given.picture);
    expect(detections.length).toBeGreaterThan(0);
    expect((await given.detector.detect(await source())).detections).toEqual(detections);
  });

  it.each([
    ['two paths', ['a.png', 'b.png'], /detect.*|but got an array \("a.png", "b.png"\)\. detectAll/],
    ['nothing', undefined, /but got undefined/],
    ['null', null, /but got null/],
    ['a number', 7, /but got 7/],
    ['an address', 'https://example.com/cat.jpg', /addresses are not fetched/],
    ['an address as URL', new URL('http://example.com/cat.jpg'), /addresses are not fetched/],
    ['a data URL', `data:image/png;base64,${'A'.repeat(300_000)}`, /data URLs are not decoded/],
    ['no name', '', /path of an image/],
    ['a record', { path: 'a.png' }, /but got an object with path/],
  ])('not as %s', async (_, source, message) => {
    const error = await errorOf(() => given.detector.detect(untyped(source)));
    expect(error).toMatchObject({ code: 'bad-option', message: expect.stringMatching(message) });
  });

  it.each([
    ['of too few bytes', { width: 4, height: 4, data: new Uint8Array(16) }],
    ['without a size', { width: 0, height: 4, data: new Uint8Array(0) }],
    ['of another kind of array', { width: 1, height: 1, data: [1, 2, 3] }],
  ])('not as pixels %s', async (_, source) => {
    expect((await errorOf(() => given.detector.detect(untyped(source)))).code).toBe('bad-image');
  });

  it('not as one path where many are wanted', async () => {
    expect((await errorOf(() => given.detector.detectAll(untyped(given.picture)).next())).message).toMatch(
      /detectAll to get a list of images, but got "/,
    );
  });
});

describe('options are refused', () => {
  it.each([
    [{ treshold: 0.5 }, /"treshold"/],
    [{ threshold: '0.5' }, /threshold of loadDetector to be a number from 0 to 1, but got "0.5"/],
    [{ threshold: Number.NaN }, /threshold.*but got NaN/],
    [{ threshold: 1.01 }, /threshold.*but got 1.01/],
    [{ count: 0 }, /count of loadDetector to be a whole number from 1, but got 0/],
    [{ count: 1.5 }, /count/],
    [{ threads: -1 }, /threads/],
    [{ regions: 'foo' }, /regions of loadDetector to be one of shared, crops, but got "foo"/],
    [{ engine: 'cuda' }, /engine of loadDetector to be one of .*onnx.*but got "cuda"/],
    [{ proposals: 'edge-boxes' }, /proposals .*selective-search, multibox, both/],
    [{ proposals: {} }, /proposals/],
    [{ worker: 1 }, /worker of loadDetector to be true or false/],
    [null, /options of loadDetector to be an object, but got null/],
    [[], /options of loadDetector to be an object, but got an array/],
  ])('on loading: %o', async (options, message) => {
    const error = await errorOf(() => loadDetector(given.model, untyped(options)));
    expect(error).toMatchObject({ code: 'bad-option', message: expect.stringMatching(message) });
  });

  it.each([[null], [7], [['voc']], ['']])('a model that is %o', async (given) => {
    expect((await errorOf(() => loadDetector(untyped(given)))).code).toBe('bad-option');
  });

  it.each([
    [{ threshold: 2 }, /threshold of detect/],
    [{ classes: ['horse'] }, /classes.0 of detect to be one of cat, dog, but got "horse"/],
    [{ classes: 'cat' }, /classes of detect to be an array of the model's classes, but got "cat"/],
    [{ classes: [] }, /at least one class/],
    [{ signal: {} }, /signal of detect to be an AbortSignal/],
    [{ regions: 'crops' }, /"regions"/],
    [null, /options of detect to be an object/],
  ])('of a call: %o', async (options, message) => {
    const error = await errorOf(() => given.detector.detect(given.picture, untyped(options)));
    expect(error).toMatchObject({ code: 'bad-option', message: expect.stringMatching(message) });
  });
});

describe('a loaded detector', () => {
  it('tells its card, classes, threshold and count, and shows them', () => {
    expect(given.detector.card).toMatchObject({ name: 'tiny', task: 'detector' });
    expect(given.detector).toMatchObject({ classes: ['cat', 'dog'], threshold: 0.3, count: 40 });
    expect(inspect(given.detector)).toMatch(/tiny.*cat.*dog/s);
  });

  it('finds the same in the calling thread as in its own, stages included', async () => {
    using here = await loadDetector({ model: given.model, count: 40, engine: 'onnx', worker: false });
    const [there, own] = [await given.detector.explain(given.picture), await here.explain(given.picture)];
    expect(there.proposals).toBeInstanceOf(Boxes);
    expect(there.search!.hierarchies.length).toBeGreaterThan(1);
    expect(there.search!.boxes).toBeInstanceOf(Boxes);
    expect(there.search!.hierarchies).toEqual(own.search!.hierarchies);
    const { timings: _, search: __, ...stages } = there;
    expect(own).toMatchObject(stages);
  });

  it('takes threshold, count and classes per call', async () => {
    const all = (await given.detector.detect(given.picture, { threshold: 0 })).detections;
    const sure = (await given.detector.detect(given.picture, { threshold: 0.6 })).detections;
    expect(sure).toEqual(all.filter(({ score }) => score >= 0.6));
    const dogs = (await given.detector.detect(given.picture, { threshold: 0, classes: ['dog'] })).detections;
    expect(dogs).toEqual(all.filter((found) => found.class === 'dog'));
    expect((await given.detector.explain(given.picture, { count: 7 })).proposals).toHaveLength(7);
    expect((await given.detector.explain(given.picture, { count: 60 })).proposals.length).toBeGreaterThan(40);
  });

  it('hands the pixels out to those who ask', async () => {
    expect(await given.detector.detect(given.picture)).not.toHaveProperty('raster');
    const { raster } = await given.detector.detect(given.picture, { raster: true });
    expect(raster).toEqual(await decodeImage(given.picture));
  });

  it('looks at boxes of MultiBox by name, and at those of a source of the caller', async () => {
    const multibox = await writeTinyMultiBox(given.folder, given.model);
    using both = await loadDetector({ model: given.model, engine: 'onnx', proposals: 'both', multibox });
    expect((await both.explain(given.picture)).proposals.length).toBeGreaterThan(200);
    const seen: unknown[] = [];
    const source = {
      propose: async (_: unknown, request: unknown) => {
        seen.push(request);
        return Boxes.from([{ x1: 10, y1: 10, x2: 80, y2: 60 }]);
      },
      [Symbol.dispose]: () => seen.push('disposed'),
    };
    const own = await loadDetector({ model: given.model, engine: 'onnx', proposals: source });
    expect((await own.explain(given.picture, { count: 5 })).proposals).toHaveLength(1);
    own.dispose();
    expect(seen).toEqual([{ name: given.picture, count: 5 }, 'disposed']);
  });

  it('looks where its model is made for, unless it is told otherwise', async () => {
    const model = await writeTinyDetector(given.folder, 1, { name: 'joint', proposals: 'both' });
    const multibox = await writeTinyMultiBox(given.folder, model);
    const load = (options: object) => loadDetector({ model, engine: 'onnx', multibox, ...options });
    using own = await load({});
    using asked = await load({ proposals: 'both' });
    using search = await load({ proposals: 'selective-search', worker: false });
    expect(own.settings).toMatchObject({ proposals: 'both', multibox });
    expect(search.settings).toMatchObject({ proposals: 'selective-search' });
    expect(search.settings).not.toHaveProperty('multibox');
    const { proposed } = await own.explain(given.picture);
    expect(proposed).toEqual((await asked.explain(given.picture)).proposed);
    expect(proposed).not.toEqual((await search.explain(given.picture)).proposed);
  });
});

it('starts no thread that searches where the caller has the boxes', async () => {
  /** Threads that the process has begun between two moments: their numbers rise. */
  const begunBy = async (work: () => Promise<void>) => {
    const number = () => {
      const thread = new Worker('', { eval: true });
      return thread.threadId;
    };
    const before = number();
    await work();
    return number() - before - 1;
  };
  const source = { propose: async () => Boxes.from([]), [Symbol.dispose]: () => {} };
  const load = (proposals?: ProposalSource) => async () =>
    (await loadDetector({ model: given.model, engine: 'onnx', ...(proposals && { proposals }) })).dispose();
  // As a difference: what runs TypeScript for the tests begins threads of its own.
  expect(await begunBy(load(source))).toBeLessThan(await begunBy(load()));
});

it('a model that is no detector is refused by what it is', async () => {
  const head = await writeTinyMultiBox(given.folder, given.model);
  const error = await errorOf(() => loadDetector(head));
  expect(error).toMatchObject({ code: 'bad-weights', message: expect.stringMatching(/detector.*MultiBox/) });
});
