/** `googlenet-rcnn/browser` in a real browser, beside Node.js: the same photographs, the same model, the same boxes. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDetector } from '../../../detection/load-detector.js';
import type * as Library from '../../../src/browser/index.js';
import { packageRoot } from '../../../src/platform/node/package-root.js';
import { openBrowser } from '../../support/browser.js';
import { exportedAssets } from '../../support/exported.js';
import { openLibraryPage, writeLibraryPage } from '../../support/library-page.js';
import { StaticServer } from '../../support/static-server.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';
import { writeTinyMultiBox } from '../../support/tiny-multibox.js';

const browser: Browser | undefined = await openBrowser();
const images = join(packageRoot, 'examples', 'images');
const photographs = (await readdir(images)).filter((name) => name.endsWith('.png'));
/** With these a page may use threads. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
/** Enough for a machine that does other things as well. */
const PATIENCE = 180_000;

/** In the page. */
declare const library: typeof Library;

describe.skipIf(browser === undefined)('the library in Chromium', () => {
  let models: string;
  let model: string;
  let head: string;
  let plain: StaticServer;
  let isolated: StaticServer;
  const ports = new Map<StaticServer, number>();

  beforeAll(async () => {
    models = await mkdtemp(join(tmpdir(), 'models-'));
    model = await writeTinyDetector(models, 1, { secondLook: true });
    head = await writeTinyMultiBox(models, model);
    const folder = await exportedAssets(model);
    // The head that ships fits the model that ships.
    const list = join(folder, 'assets.json');
    const assets = JSON.parse(await readFile(list, 'utf8')) as object;
    await writeFile(list, JSON.stringify({ ...assets, multibox: 'head' }));
    await writeFile(join(folder, 'head'), await readFile(head));
    await writeLibraryPage(folder);
    for (const name of photographs) await writeFile(join(folder, name), await readFile(join(images, name)));
    await writeFile(join(folder, 'broken.png'), 'not a picture');
    [plain, isolated] = [new StaticServer(folder), new StaticServer(folder, { headers: ISOLATED })];
    for (const server of [plain, isolated]) ports.set(server, await server.listen());
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await Promise.all([plain?.close(), isolated?.close()]);
    if (models) await rm(models, { recursive: true, force: true });
  });

  const open = (server: StaticServer) => openLibraryPage(browser!, ports.get(server)!, PATIENCE);

  it(
    'finds what Node.js finds, with one thread where the page is not isolated',
    async () => {
      const page = await open(plain);
      const { all, settings } = await page.evaluate(async (names) => {
        const detector = await library.loadDetector({ threshold: 0.1, count: 60 });
        const all = [];
        for (const name of names) all.push(await detector.detect(await (await fetch(name)).blob()));
        return { all, settings: detector.settings };
      }, photographs);
      expect(settings).toEqual({ threads: 1, verified: true });
      using detector = await loadDetector(model, { threshold: 0.1, count: 60, engine: 'wasm' });
      for (const [i, name] of photographs.entries()) {
        const { detections, best, ...size } = await detector.detect(join(images, name));
        expect(all[i]).toMatchObject({ width: size.width, height: size.height });
        expect(detections.length).toBeGreaterThan(10);
        expectSame(all[i]!.detections, detections);
        expectSame([all[i]!.best!], [best!]);
      }
    },
    PATIENCE,
  );

  it(
    'finds what Node.js finds with boxes of MultiBox and selective search',
    async () => {
      const page = await open(plain);
      const found = await page.evaluate(async (name) => {
        const options = { threshold: 0.1, count: 250, proposals: 'both' } as const;
        const detector = await library.loadDetector(options);
        return (await detector.detect(await (await fetch(name)).blob())).detections;
      }, photographs[1]!);
      const options = {
        threshold: 0.1,
        count: 250,
        proposals: 'both',
        multibox: head,
        engine: 'wasm',
      } as const;
      using detector = await loadDetector(model, options);
      expectSame(found, (await detector.detect(join(images, photographs[1]!))).detections);
    },
    PATIENCE,
  );

  it(
    'takes any kind of picture and options of a call',
    async () => {
      const page = await open(isolated);
      const found = await page.evaluate(async (name) => {
        const seen: number[] = [];
        const bytes = await (await fetch((await (await fetch('assets.json')).json()).model)).arrayBuffer();
        const detector = await library.loadDetector(new Uint8Array(bytes), {
          threshold: 0.1,
          count: 20,
          threads: 2,
        });
        const { threads } = detector.settings;
        const expected = Math.min(2, Math.max(1, Math.floor(navigator.hardwareConcurrency / 2)));
        const loading = { model: URL.createObjectURL(new Blob([bytes])), count: 5, threads: 1 };
        const other = await library.loadDetector({
          ...loading,
          onProgress: ({ loaded }) => seen.push(loaded),
        });
        const blob = await (await fetch(name)).blob();
        const image = Object.assign(new Image(), { src: name });
        await image.decode();
        const canvas = Object.assign(document.createElement('canvas'), {
          width: image.width,
          height: image.height,
        });
        const context = canvas.getContext('2d')!;
        context.drawImage(image, 0, 0);
        const pixels = context.getImageData(0, 0, image.width, image.height);
        const boxes = [];
        for (const picture of [blob, image, canvas, pixels, await createImageBitmap(image)]) {
          boxes.push(JSON.stringify((await detector.detect(picture, { classes: ['dog'] })).detections));
        }
        return {
          ...{ threads, expected, boxes, progress: seen.at(-1) === bytes.byteLength },
          dogs: new Set((JSON.parse(boxes[0]!) as { class: string }[]).map((one) => one.class)).size,
          after: (await other.detect(blob)).width,
        };
      }, photographs[1]!);
      expect(found.threads).toBe(found.expected);
      expect(found.dogs).toBe(1);
      expect(new Set(found.boxes).size).toBe(1);
      expect(found.progress).toBe(true);
      expect(found.after).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  it(
    'says what is wrong, and goes on',
    async () => {
      const page = await open(isolated);
      const found = await page.evaluate(async (name) => {
        const detector = await library.loadDetector({ count: 20 });
        const blob = await (await fetch(name)).blob();
        const failure = async (call: Promise<unknown>) => {
          const error = (await call.catch((thrown: unknown) => thrown)) as Library.RcnnError;
          return { code: error.code, message: error.message };
        };
        const stopping = new AbortController();
        const stopped = failure(detector.detect(blob, { signal: stopping.signal }));
        setTimeout(() => stopping.abort(), 20);
        const broken = await (await fetch('broken.png')).blob();
        return {
          stopped: await stopped,
          broken: await failure(detector.detect(broken)),
          noClass: await failure(detector.detect(blob, { classes: ['unicorn'] })),
          noOption: await failure(detector.detect(blob, { treshold: 1 } as object)),
          noAssets: await failure(library.loadDetector({ assets: '/nowhere' })),
          noMethod: await failure(library.loadDetector({ proposals: 'edges' as 'both' })),
          noModel: await failure(library.loadDetector('broken.png')),
          after: (await detector.detect(blob)).width,
        };
      }, photographs[1]!);
      expect(found.stopped.code).toBe('aborted');
      expect(found.broken.code).toBe('bad-image');
      expect(found.noClass).toMatchObject({
        code: 'bad-option',
        message: expect.stringContaining('cat, dog'),
      });
      expect(found.noOption).toMatchObject({
        code: 'bad-option',
        message: expect.stringContaining('threshold'),
      });
      expect(found.noAssets).toMatchObject({
        code: 'download-failed',
        message: expect.stringContaining('export assets'),
      });
      expect(found.noMethod).toMatchObject({
        code: 'bad-option',
        message: expect.stringContaining('selective-search, multibox, both'),
      });
      expect(found.noModel.code).toBe('bad-weights');
      expect(found.after).toBeGreaterThan(0);
    },
    PATIENCE,
  );
});

/** Scores to a thousandth, boxes to a hundredth of a pixel. */
function expectSame(found: readonly Library.Detection[], expected: readonly Library.Detection[]): void {
  expect(found.map((one) => one.class)).toEqual(expected.map((one) => one.class));
  for (const [i, { score, box }] of expected.entries()) {
    expect(Math.abs(found[i]!.score - score)).toBeLessThan(1e-3);
    for (const side of ['x1', 'y1', 'x2', 'y2'] as const) {
      expect(Math.abs(found[i]!.box[side] - box[side])).toBeLessThan(1e-2);
    }
  }
}
