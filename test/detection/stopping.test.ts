import { describe, expect, it } from 'vitest';
import { loadDetector } from '../../src/index.js';
import { errorOf } from '../support/error-of.js';
import { loadedDetector } from '../support/loaded-detector.js';

const given = loadedDetector();

describe('stopping', () => {
  it('a signal given up before the call, while it waits and while it runs', async () => {
    const gone = AbortSignal.abort();
    expect((await errorOf(() => given.detector.detect(given.picture, { signal: gone }))).code).toBe(
      'aborted',
    );
    const stop = new AbortController();
    const calls = [1, 2, 3, 4].map(() => given.detector.detect(given.picture, { signal: stop.signal }));
    const other = given.detector.detect(given.picture);
    const ended = Promise.all(calls.map((call) => errorOf(() => call)));
    stop.abort();
    for (const { code } of await ended) expect(code).toBe('aborted');
    expect((await other).detections.length).toBeGreaterThan(0);
  });

  it('begins no batch of regions after it', async () => {
    using here = await loadDetector({
      model: given.model,
      count: 200,
      engine: 'onnx',
      worker: false,
      regions: 'crops',
    });
    const stop = new AbortController();
    const call = here.detect(given.picture, { signal: stop.signal });
    setTimeout(() => stop.abort(), 1);
    expect((await errorOf(() => call)).code).toBe('aborted');
  });

  it('ends the list of many, which goes on after a single bad one', async () => {
    const stop = new AbortController();
    const results: string[] = [];
    const list = ['missing.png', given.picture, given.picture, given.picture];
    const all = async () => {
      for await (const result of given.detector.detectAll(list, { signal: stop.signal })) {
        results.push('error' in result ? result.error.code : 'found');
        if (results.length === 2) stop.abort();
      }
    };
    expect((await errorOf(all)).code).toBe('aborted');
    expect(results).toEqual(['file-not-found', 'found']);
  });

  it('disposing lets the calls that were made finish, and refuses later ones by name', async () => {
    const own = await loadDetector({ model: given.model, count: 40, engine: 'onnx' });
    const calls = [1, 2, 3].map(() => own.detect(given.picture));
    const list = own.detectAll([given.picture]);
    const begun = own.detectAll([given.picture, given.picture, given.picture]);
    expect((await begun.next()).value).toHaveProperty('detections');
    own.dispose();
    own.dispose();
    expect((await Promise.all(calls)).every(({ detections }) => detections.length > 0)).toBe(true);
    // A list is refused once, after what it has begun, and not once an image.
    expect((await errorOf(() => list.next())).message).toMatch(/in use/);
    expect((await begun.next()).value).toHaveProperty('detections');
    expect((await errorOf(() => begun.next())).message).toMatch(/in use/);
    expect((await begun.next()).done).toBe(true);
    const error = await errorOf(() => own.detect(given.picture));
    expect(error).toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/detector in use.*disposed/),
    });
  });
});
