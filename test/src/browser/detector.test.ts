/** `googlenet-rcnn/browser` in a real browser, beside Node.js: the same photographs, the same model, the same boxes. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDetector } from '../../../detection/load-detector.js';
import type * as Library from '../../../src/browser/index.js';
import { packageRoot } from '../../../src/platform/node/package-root.js';
import { openBrowser } from '../../support/browser.js';
import { exportedAssets } from '../../support/exported.js';
import { StaticServer } from '../../support/static-server.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';
import { writeTinyMultiBox } from '../../support/tiny-multibox.js';

const browser: Browser | undefined = await openBrowser();
const images = join(packageRoot, 'examples', 'images');
const photographs = (await readdir(images)).filter((name) => name.endsWith('.png'));
/** Enough for a machine that does other things as well. */
const PATIENCE = 180_000;

/** In the page. */
declare const library: typeof Library;

describe.skipIf(browser === undefined)('the library in Chromium', () => {
  let models: string;
  let model: string;
  let head: string;
  let plain: StaticServer;
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
    const script = 'import * as library from "./googlenet-rcnn.js"; globalThis.library = library;';
    await writeFile(join(folder, 'index.html'), `<!doctype html><script type="module">${script}</script>`);
    for (const name of photographs) await writeFile(join(folder, name), await readFile(join(images, name)));
    await writeFile(join(folder, 'broken.png'), 'not a picture');
    plain = new StaticServer(folder);
    ports.set(plain, await plain.listen());
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await plain?.close();
    if (models) await rm(models, { recursive: true, force: true });
  });

  async function open(server: StaticServer): Promise<Page> {
    const page = await browser!.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.goto(`http://127.0.0.1:${ports.get(server)}/`);
    await page.waitForFunction(() => 'library' in globalThis);
    return page;
  }

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
