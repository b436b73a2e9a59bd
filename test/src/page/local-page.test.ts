/** `export page` on a host of files, in a real browser: boxes beside Node.js, one thread, offline, several threads. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDetector } from '../../../detection/load-detector.js';
import { packageRoot } from '../../../src/platform/node/package-root.js';
import { loadModel } from '../../../src/weights/model-file.js';
import { openBrowser } from '../../support/browser.js';
import { exportedPage } from '../../support/exported.js';
import { writeInFloat } from '../../support/float-model.js';
import { StaticServer } from '../../support/static-server.js';
import { OpenedPage } from './opened-page.js';

const browser = await openBrowser();
const images = join(packageRoot, 'examples', 'images');
/** As GitHub Pages has it. */
const PATH = '/detector/';
/** Enough for a machine that does other things as well: the network of `voc` takes seconds. */
const PATIENCE = 240_000;

describe.skipIf(browser === undefined)('the page without a server, in Chromium', () => {
  let folder: string;
  let server: StaticServer;
  let address: string;
  let opened: OpenedPage;
  let page: Page;

  beforeAll(async () => {
    folder = await exportedPage('voc');
    server = new StaticServer(folder, { at: PATH });
    address = `http://127.0.0.1:${await server.listen()}${PATH}`;
    opened = await OpenedPage.open(browser!, PATIENCE);
    page = opened.page;
    await page.goto(address);
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const choose = (name: string) => opened.look(join(images, name));
  const status = () => page.$eval('.status', (part) => part.textContent);

  it(
    'shows what Node.js finds in float, with one thread, and says so',
    async () => {
      await choose('chelsea.png');
      expect(await status()).toMatch(/one thread/);
      const float = await writeInFloat(await loadModel('voc'), folder); // as pages compute
      using detector = await loadDetector(float, { engine: 'onnx' });
      const { detections } = await detector.detect(join(images, 'chelsea.png'));
      expect(detections.length).toBeGreaterThan(0);
      const shown = await page.$$eval('.frame .box .line', (lines) =>
        lines.map((line) => ['x', 'y', 'width', 'height'].map((name) => Number(line.getAttribute(name)))),
      );
      expect(shown).toHaveLength(detections.length);
      for (const [i, { box }] of detections.toReversed().entries()) {
        const expected = [box.x1, box.y1, box.x2 - box.x1, box.y2 - box.y1];
        // What the page draws is rounded to tenths of a pixel.
        for (const [k, value] of expected.entries())
          expect(Math.abs(shown[i]![k]! - value)).toBeLessThan(0.21);
      }
      const rows = await page.$$eval('.rows .name', (names) => names.map((name) => name.textContent));
      expect(rows).toEqual(detections.map((one) => one.class));
    },
    PATIENCE,
  );

  it('shows every stage, and decides again as sliders move', async () => {
    for (const step of [0, 1, 2, 3]) {
      await (await page.$$('.tabs button'))[step]!.click();
      expect(await page.$$eval('.view > *', (parts) => parts.length)).toBeGreaterThan(1);
    }
    await page.$eval('.slider input', (slider) => {
      (slider as HTMLInputElement).value = '0.01';
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
    expect(await page.$$eval('.rows li', (rows) => rows.length)).toBeGreaterThan(1);
    await page.click('.rows button');
    expect(await page.$$eval('.rows li small', (notes) => notes.length)).toBeGreaterThan(1);
  });

  it(
    'works on the second visit without its host, now with several threads',
    async () => {
      await page.waitForFunction(() => document.querySelector('.status')?.textContent?.includes('offline'));
      const asked = new Set(server.asked);
      const missing = (await readdir(join(folder, 'assets'))).filter(
        (name) => !asked.has(`${PATH}assets/${name}`),
      );
      // What only other pages need.
      expect(missing.map((name) => name.split('.')[0]).sort()).toEqual(['LICENSES', 'googlenet-rcnn']);
      await server.close();
      await page.reload();
      await page.waitForSelector('.status .ready');
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      await choose('astronaut.png');
      const names = await page.$$eval('.rows .name', (rows) => rows.map((row) => row.textContent));
      expect(names).toContain('person');
    },
    PATIENCE,
  );

  it('fits a phone, speaks Korean, and nothing failed on the way', async () => {
    await opened.expectOnPhoneInKorean();
    expect(opened.failures.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
  });
});
