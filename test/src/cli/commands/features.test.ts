import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadClassifier } from '../../../../src/classification/load-classifier.js';
import { drawScene } from '../../../support/photographs.js';
import { runInProcess } from '../../../support/run-in-process.js';
import { writeTinyClassifier } from '../../../support/tiny-classifier.js';
import { writeTinyDetector } from '../../../support/tiny-detector.js';

const folder = mkdtempSync(join(tmpdir(), 'features-command-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
let model: string;

beforeAll(async () => {
  model = await writeTinyClassifier(folder, ['n1', 'n2']);
  mkdirSync(at('photos'));
  for (const seed of [0, 1, 2]) await drawScene(at(`photos/${seed}.png`), { seed });
  writeFileSync(at('photos/3.png'), 'no photograph');
});

const compute = (...args: string[]) =>
  runInProcess('features', 'compute', at('photos'), '--model', model, ...args);
const linesOf = (run: string) =>
  readFileSync(join(at(run), 'results.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('features compute', () => {
  it('writes what the library computes, to six digits, and an error line for what is no photograph', async () => {
    const { code, err } = await compute('--run', at('whole'));
    expect(code).toBe(1);
    expect(err).toContain('1 image failed');
    expect(err).toContain('features of 3 images');
    using classifier = await loadClassifier({ model, worker: false });
    const found = linesOf('whole');
    expect(found).toHaveLength(4);
    expect(found[3]).toEqual({ image: at('photos/3.png'), error: expect.any(String) });
    for (const [i, { image, shape, features }] of found.slice(0, 3).entries()) {
      expect(image).toBe(at(`photos/${i}.png`));
      const { data, shape: own } = await classifier.features(image);
      expect([1, ...shape]).toEqual(own);
      expect(features).toEqual(Array.from(data, (value) => Number(value.toPrecision(6))));
    }
    expect(new Set(found.slice(0, 3).map(({ features }) => features.join())).size).toBe(3);
  });

  it('computes nothing twice: resumed it only says what is there', async () => {
    const before = readFileSync(join(at('whole'), 'results.ndjson'));
    const { code, out } = await compute('--run', at('whole'), '--errors', 'ok', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ images: 4, failures: [{ image: at('photos/3.png') }] });
    expect(readFileSync(join(at('whole'), 'results.ndjson'))).toEqual(before);
  });

  it('in shards gives the same bytes', async () => {
    const parts = [1, 2].map((part) => at(`part-${part}`));
    mkdirSync(at('many')); // more than are computed together
    for (let i = 0; i < 20; i++) copyFileSync(at(`photos/${i % 4}.png`), at(`many/${i}.png`));
    const many = (...args: string[]) =>
      runInProcess('features', 'compute', at('many'), '--model', model, ...args);
    await many('--run', at('of-many'));
    for (const [i, run] of parts.entries()) {
      const { err } = await many('--run', run, '--shard', `${i + 1}/2`);
      expect(err).toContain('`evaluate merge`');
      expect(linesOf(`part-${i + 1}`)).toHaveLength([16, 4][i]!);
    }
    await runInProcess('evaluate', 'merge', ...parts, '--out', at('merged'));
    for (const file of ['results.ndjson', 'manifest.json'])
      expect(readFileSync(join(at('merged'), file))).toEqual(readFileSync(join(at('of-many'), file)));
  });

  it('gives the map of any layer with its shape', async () => {
    await compute('--run', at('maps'), '--layer', 'inception_3a/output', '--errors', 'ok');
    const [{ shape, features }] = linesOf('maps');
    expect(shape).toEqual([16, 8, 8]);
    expect(features).toHaveLength(16 * 8 * 8);
  });

  it('refuses a layer that the network does not have, with names near it, and a detector', async () => {
    const unknown = await compute('--run', at('x'), '--layer', 'pool9');
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('Near it: pool1/3x3_s2') });
    const detector = await writeTinyDetector(folder);
    const wrong = await runInProcess(
      'features',
      'compute',
      at('photos'),
      '--model',
      detector,
      '--run',
      at('x'),
    );
    expect(wrong.err).toContain('classifier');
    expect(wrong.code).toBeGreaterThan(0);
  });
});
