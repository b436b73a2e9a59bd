import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDetector } from '../../detection/load-detector.js';
import { FileProposals } from '../../proposals/file-proposals.js';
import { SelectiveSearchSource } from '../../proposals/selective-search/source.js';
import { liveSessions } from '../../src/engines/onnx/session.js';
import { liveTensors } from '../../src/engines/tensorflow/library.js';
import { Boxes } from '../../src/geometry/boxes.js';
import { matCounts } from '../../src/imaging/opencv.js';
import { decodeImage } from '../../src/platform/node/decode.js';
import { hasNativeTensorFlow } from '../support/native-tensorflow.js';
import { drawScene } from '../support/photographs.js';
import { writeTinyDetector } from '../support/tiny-detector.js';

let folder: string;
let model: string;
const pictures: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'detector-'));
  model = await writeTinyDetector(folder);
  for (const seed of [1, 2, 3]) pictures.push(await drawScene(join(folder, `${seed}.png`), { seed }));
});
afterAll(() => rm(folder, { recursive: true }));

const load = (changes: Parameters<typeof loadDetector>[1] = {}) =>
  loadDetector(model, { count: 40, threshold: 0.3, engine: 'onnx', worker: false, ...changes });

describe('a detector', () => {
  it('finds the same in a file, its bytes and its pixels, alone and in a batch', async () => {
    using detector = await load();
    const { detections } = await detector.detect(pictures[0]!);
    const raster = await decodeImage(pictures[0]!);
    expect((await detector.detect(raster)).detections).toEqual(detections);
    const batch = [];
    for await (const result of detector.detectAll([pictures[1]!, pictures[0]!])) batch.push(result);
    expect(batch.map(({ source }) => source)).toEqual([pictures[1], pictures[0]]);
    expect(batch[1]).toMatchObject({ detections, width: 120, height: 90 });
  });

  it('gives an image that cannot be read an error of its own; the others go on', async () => {
    const text = join(folder, 'text.jpg');
    await writeFile(text, 'not an image');
    using detector = await load();
    const results = [];
    const sources = [pictures[0]!, text, join(folder, 'missing.png'), folder, pictures[1]!];
    for await (const result of detector.detectAll(sources)) results.push(result);
    expect(results.map((result) => ('error' in result ? result.error.code : 'detections'))).toEqual([
      'detections',
      'bad-image',
      'file-not-found',
      expect.stringMatching(/bad-(image|file)/),
      'detections',
    ]);
    for (const i of [1, 2, 3]) {
      const result = results[i]!;
      expect('error' in result && result.error.message).toContain(sources[i]);
    }
  });

  it.each(['shared', 'crops'] as const)('looks at the boxes of a file, %s regions', async (regions) => {
    const boxes = Boxes.from([{ x1: 10, y1: 10, x2: 80, y2: 60 }]);
    const proposals = new FileProposals(new Map([[pictures[0]!, boxes]]));
    using detector = await load({ regions, proposals, threshold: 0 });
    const { detections } = await detector.detect(pictures[0]!);
    expect(detections.map((found) => found.class).sort()).toEqual(['cat', 'dog']);
    await expect(detector.detect(pictures[1]!)).rejects.toThrow(pictures[1]!);
  });

  it('finds nothing where nothing is proposed', async () => {
    using detector = await load({ proposals: new FileProposals(new Map([[pictures[0]!, Boxes.empty()]])) });
    expect((await detector.detect(pictures[0]!)).detections).toEqual([]);
  });

  it.each([{ count: 0 }, { count: 1.5 }, { threshold: 1.01 }, { threshold: Number.NaN }])(
    'refuses %o',
    async (changes) => {
      await expect(load(changes)).rejects.toThrow(/Expected (count|threshold)/);
    },
  );
});

describe.each([
  ['onnx', 'shared'],
  ['onnx', 'crops'],
  ['wasm', 'shared'],
  ['tensorflow', 'shared'],
  ['tensorflow', 'crops'],
] as const)('fifty detections leave nothing behind: %s, %s regions', (engine, regions) => {
  const absent = engine === 'tensorflow' && !hasNativeTensorFlow();
  it.skipIf(absent)('as many Mats, sessions and tensors as before', async () => {
    // A library that is not loaded yet counts as a first use; so does what it keeps from its first run on.
    {
      using first = await load({ engine, regions, count: 20 });
      await first.detect(pictures[0]!);
    }
    const tensors = () => (engine === 'onnx' ? 0 : liveTensors());
    const alive = () => ({ mats: matCounts().alive, sessions: liveSessions(), tensors: tensors() });
    const before = alive();
    const matsBefore = matCounts().made;
    {
      // Searching in this thread, where Mats can be counted.
      const proposals = new SelectiveSearchSource({ count: 20, threads: 0 });
      using detector = await load({ engine, regions, count: 20, proposals });
      await detector.detect(pictures[0]!);
      const loaded = alive();
      for (let i = 1; i < 50; i++) await detector.detect(pictures[i % 3]!);
      expect(alive()).toEqual(loaded);
    }
    expect(alive()).toEqual(before);
    expect(matCounts().made - matsBefore).toBeGreaterThanOrEqual(50);
  });
});
