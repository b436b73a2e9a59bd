/** `loadClassifier` of `googlenet-rcnn/browser` in a real browser, beside Node.js: the same photograph, the same model. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Library from '../../../src/browser/index.js';
import { loadClassifier } from '../../../src/classification/load-classifier.js';
import { packageRoot } from '../../../src/platform/node/package-root.js';
import { openBrowser } from '../../support/browser.js';
import { exportedAssets } from '../../support/exported.js';
import { openLibraryPage, writeLibraryPage } from '../../support/library-page.js';
import { StaticServer } from '../../support/static-server.js';
import { writeTinyClassifier } from '../../support/tiny-classifier.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';

const browser: Browser | undefined = await openBrowser();
const photograph = join(packageRoot, 'examples', 'images', 'chelsea.png');
const classes = ['n01', 'n02', 'n03', 'n04', 'n05', 'n06', 'n07'];
/** Enough for a machine that does other things as well. */
const PATIENCE = 180_000;

/** In the page. */
declare const library: typeof Library;

describe.skipIf(browser === undefined)('a classifier in Chromium', () => {
  let models: string;
  let model: string;
  let server: StaticServer;
  let port: number;

  beforeAll(async () => {
    models = await mkdtemp(join(tmpdir(), 'models-'));
    model = await writeTinyClassifier(models, classes);
    const folder = await exportedAssets(await writeTinyDetector(models));
    await writeLibraryPage(folder);
    await copyFile(model, join(folder, 'classifier.safetensors'));
    await copyFile(photograph, join(folder, 'photograph.png'));
    server = new StaticServer(folder);
    port = await server.listen();
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    if (models) await rm(models, { recursive: true, force: true });
  });

  it(
    'says what Node.js says of a photograph, its views, regions, features and maps',
    async () => {
      const page = await openLibraryPage(browser!, port, PATIENCE);
      const boxes = Array.from({ length: 20 }, (_, i) => ({ x1: 5 * i, y1: 3, x2: 5 * i + 160, y2: 200 }));
      const box = boxes[3]!;
      const layer = 'inception_4e/output';
      const found = await page.evaluate(
        async (boxes, box, layer) => {
          const plain = ({ data, shape }: Library.Tensor) => ({ data: Array.from(data), shape });
          const classifier = await library.loadClassifier('classifier.safetensors');
          const picture = await (await fetch('photograph.png')).blob();
          const answers = {
            whole: await classifier.classify(picture, { top: 7 }),
            crops: await classifier.classify(picture, { crops: 10, average: 'maximum', top: 7 }),
            regions: await classifier.classify(picture, { boxes, top: 2 }),
            views: await classifier.views(picture, { crops: 10, top: 1 }),
            features: plain(await classifier.features(picture)),
            maps: plain(await classifier.features(picture, { layer, boxes: [box] })),
            evidence: (await classifier.activationMaps(picture, { classes: ['n02', 'n05'], box })).map(
              (map) => ({
                ...map,
                values: Array.from(map.values),
              }),
            ),
            classes: classifier.classes,
            name: classifier.card.name,
            settings: classifier.settings,
          };
          classifier.dispose();
          return answers;
        },
        ...([boxes, box, layer] as const),
      );
      using classifier = await loadClassifier(model);
      expect(found).toMatchObject({
        classes: classifier.classes,
        name: 'tiny-classifier',
        settings: { threads: 1, verified: true },
      });
      const whole = await classifier.classify(photograph, { top: 7 });
      expect(found.whole).toMatchObject({ width: whole.width, height: whole.height });
      expect(found.whole.timings.total).toBeGreaterThan(0);
      expectSame(found.whole.predictions, whole.predictions);
      const crops = await classifier.classify(photograph, { crops: 10, average: 'maximum', top: 7 });
      expectSame(found.crops.predictions, crops.predictions);
      const { regions } = await classifier.classify(photograph, { boxes, top: 2 });
      expect(found.regions.regions.map((one) => one.box)).toEqual(boxes);
      for (const [i, { predictions }] of regions.entries())
        expectSame(found.regions.regions[i]!.predictions, predictions);
      const views = await classifier.views(photograph, { crops: 10, top: 1 });
      expect(found.views.map((view) => view.box)).toEqual(views.map((view) => view.box));
      for (const [i, { predictions }] of views.entries())
        expectSame(found.views[i]!.predictions, predictions);
      for (const [tensor, options] of [
        [found.features, {}],
        [found.maps, { layer, boxes: [box] }],
      ] as const) {
        const { data, shape } = await classifier.features(photograph, options);
        expect(tensor.shape).toEqual(shape);
        expectClose(tensor.data, data);
      }
      const evidence = await classifier.activationMaps(photograph, { classes: ['n02', 'n05'], box });
      expectSame(found.evidence, evidence);
      for (const [i, map] of evidence.entries()) {
        expect(found.evidence[i]).toMatchObject({ box: map.box, width: map.width, height: map.height });
        expect(found.evidence[i]!.logit).toBeCloseTo(map.logit, 4);
        expectClose(found.evidence[i]!.values, map.values);
      }
    },
    PATIENCE,
  );

  it(
    'stops on request, and says what is wrong as Node.js does',
    async () => {
      const page = await openLibraryPage(browser!, port, PATIENCE);
      const found = await page.evaluate(async () => {
        const bytes = await (await fetch('classifier.safetensors')).arrayBuffer();
        const detector = (await (await fetch('assets.json')).json()).model as string;
        const seen: number[] = [];
        const model = URL.createObjectURL(new Blob([bytes]));
        const onProgress = ({ loaded }: Library.Loading) => seen.push(loaded);
        const classifier = await library.loadClassifier({ model, onProgress, threads: 1 });
        const picture = await (await fetch('photograph.png')).blob();
        const failure = async (call: Promise<unknown>) => {
          const error = (await call.catch((thrown: unknown) => thrown)) as Library.RcnnError;
          return `${error.code}: ${error.message}`;
        };
        const boxes = Array.from({ length: 2000 }, () => ({ x1: 0, y1: 0, x2: 90, y2: 90 }));
        const start = performance.now();
        await classifier.classify(picture, { boxes });
        const whole = performance.now() - start;
        const stopping = new AbortController();
        const began = performance.now();
        const stopped = failure(classifier.classify(picture, { boxes, signal: stopping.signal }));
        setTimeout(() => stopping.abort(), 50);
        await stopped;
        const after = (await classifier.classify(picture)).predictions.length;
        const waited = (performance.now() - began) / whole;
        const failures = {
          stopped: await stopped,
          layer: await failure(classifier.features(picture, { layer: 'pool9' })),
          crops: await failure(classifier.classify(picture, { crops: 7 as 10 })),
          box: await failure(classifier.classify(picture, { boxes: [{ x1: 5, y1: 5, x2: 5, y2: 9 }] })),
          maps: await failure(classifier.activationMaps(picture, { classes: ['unicorn'] })),
          picture: await failure(classifier.classify(new Blob(['no picture']))),
          detector: await failure(library.loadClassifier(detector)),
          classifier: await failure(library.loadDetector(bytes)),
          none: await failure(library.loadClassifier({} as Library.LoadClassifierOptions)),
          option: await failure(library.loadClassifier(bytes, { count: 5 } as object)),
        };
        classifier.dispose();
        const disposed = await failure(classifier.classify(picture));
        const progress = seen.at(-1) === bytes.byteLength;
        return { failures: { ...failures, disposed }, after, waited, progress, detector };
      });
      expect(found.after).toBe(5);
      expect(found.waited).toBeLessThan(0.5); // of the time that all regions take
      expect(found.progress).toBe(true);
      using classifier = await loadClassifier(model, { worker: false });
      const inNode = async (call: Promise<unknown>) => {
        const error = (await call.catch((thrown: unknown) => thrown)) as Library.RcnnError;
        return `${error.code}: ${error.message}`;
      };
      const { failures } = found;
      expect(failures.stopped).toMatch(/^aborted: /);
      expect(failures.layer).toBe(await inNode(classifier.features(photograph, { layer: 'pool9' })));
      expect(failures.crops).toBe(await inNode(classifier.classify(photograph, { crops: 7 as 10 })));
      const box = { x1: 5, y1: 5, x2: 5, y2: 9 };
      expect(failures.box).toBe(await inNode(classifier.classify(photograph, { boxes: [box] })));
      expect(failures.maps).toBe(
        await inNode(classifier.activationMaps(photograph, { classes: ['unicorn'] })),
      );
      expect(failures.picture).toMatch(/^bad-image: /);
      expect(failures.detector).toBe(
        `bad-weights: Expected http://127.0.0.1:${port}/${found.detector} to be a classifier, but it is a detector. Load it with loadDetector.`,
      );
      expect(failures.classifier).toBe(
        'bad-weights: Expected the model to be a detector, but it is a classifier. Load it with loadClassifier.',
      );
      expect(failures.none).toMatch(/^bad-option: Expected the model of loadClassifier .* but got none/);
      expect(failures.option).toMatch(/^bad-option: .*loadClassifier .*count/);
      expect(failures.disposed).toMatch(/^bad-option: Expected a classifier in use/);
    },
    PATIENCE,
  );
});

function expectSame(found: readonly Library.Prediction[], expected: readonly Library.Prediction[]): void {
  expect(found.map((one) => one.class)).toEqual(expected.map((one) => one.class));
  expectClose(
    found.map(({ score }) => score),
    expected.map(({ score }) => score),
  );
}

/** To a ten-thousandth of the largest value, as engines agree. */
function expectClose(values: readonly number[], expected: ArrayLike<number>): void {
  expect(values).toHaveLength(expected.length);
  const largest = Math.max(...Array.from(expected, Math.abs));
  const apart = Math.max(...Array.from(expected, (value, i) => Math.abs(values[i]! - value)));
  expect(apart).toBeLessThan(1e-4 * largest);
}
