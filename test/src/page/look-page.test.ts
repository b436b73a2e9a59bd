/** Look in a real browser: every stage of a detection by a taught model, the evidence, and what happens without a server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HTTPRequest, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TeachFolder } from '../../../src/teach/teach-folder.js';
import { createTeachServer, type TeachServer } from '../../../src/teach/teach-server.js';
import { openBrowser } from '../../support/browser.js';
import { bundledPage } from '../../support/built-page.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';
import { OpenedPage } from './opened-page.js';
import { SIZE, squares, writeSquares } from './squares.js';

const browser = await openBrowser();

/** Enough for a machine that does other things as well. */
const PATIENCE = 120_000;

describe.skipIf(browser === undefined)('Look, in Chromium', () => {
  let folder: string;
  let root: string;
  let server: TeachServer;
  let opened: OpenedPage;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'look-page-'));
    root = join(folder, 'squares');
    await writeSquares(root);
    const labels = await TeachFolder.open(root);
    for (const { name, x, y, side } of squares.slice(0, 5)) {
      const box = { x1: x, y1: y, x2: x + side, y2: y + side };
      await labels.set(name, { objects: [{ class: 'red', box }], background: [] }, SIZE);
    }
    const base = await writeTinyDetector(folder);
    server = await createTeachServer({ root, base, engine: 'onnx', page: await bundledPage() });
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    await until(async () => {
      const { models } = (await server.app.inject({ url: '/page/info' })).json() as { models: string[] };
      return models.includes('taught'); // it learns from what is kept
    });
    opened = await OpenedPage.open(browser!, PATIENCE);
    page = opened.page;
    const { port } = server.app.server.address() as { port: number };
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForSelector('.teach .strip button');
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Answers what is asked for evidence. */
  const answerEvidence = async (answer: (request: HTTPRequest) => Promise<void>) => {
    const intercept = (request: HTTPRequest) =>
      void (request.url().endsWith('v1/evidence') ? answer(request) : request.continue());
    await page.setRequestInterception(true);
    page.on('request', intercept);
    return async () => {
      page.off('request', intercept);
      await page.setRequestInterception(false);
    };
  };

  it(
    'shows every stage of a detection by the taught model, and decides again as sliders move',
    async () => {
      const tabs = await page.$$('header [role=tab]');
      await tabs[1]!.click();
      expect(await opened.faults()).toEqual([]);
      expect(await page.title()).toBe('Look · googlenet-rcnn');
      const model = () =>
        page.$eval('.look .model-choice select', (select) => (select as HTMLSelectElement).value);
      await page.waitForSelector('.welcome .model-choice');
      expect(await model()).toBe('taught');
      expect(await page.$eval('.welcome h2', (title) => title.textContent)).toBe('Drop a photograph');
      await opened.fail(join(root, 'Annotations', '1.xml'));
      expect(await opened.faults()).toEqual([]);
      await opened.look(join(root, squares[5]!.name));
      expect(await model()).toBe('taught');
      await page.waitForFunction(() => document.querySelector('.rows .name')?.textContent === 'red');
      await page.select('.summary select', 'base');
      for (const tab of ['first', 'last']) await page.click(`header [role=tab]:${tab}-child`);
      await page.waitForSelector('.summary select');
      expect(await model()).toBe('base'); // the reader's own choice
      await page.select('.summary select', 'taught');
      await page.waitForFunction(() => document.querySelector('.rows .name')?.textContent === 'red');
      const count = () => page.$$eval('.rows li', (rows) => rows.length);
      const before = await count();
      await page.$eval('.slider input', (slider) => {
        (slider as HTMLInputElement).value = '0.01';
        slider.dispatchEvent(new Event('input', { bubbles: true }));
      });
      expect(await count()).toBeGreaterThanOrEqual(before);
      await page.click('.rows button');
      await page.click('.view > .button');
      await page.waitForSelector('.note');
      await page.select('header select', 'ko'); // the evidence stays in view
      await page.select('header select', 'en');
      await page.waitForSelector('.note');
      await page.waitForFunction(
        // drawn with the next frame
        () => document.querySelector<HTMLCanvasElement>('.frame canvas')?.width === 240,
      );
      for (const step of [0, 1, 2, 3]) {
        await (await page.$$('.tabs button'))[step]!.click();
        expect(await page.$$eval('.view > *', (parts) => parts.length)).toBeGreaterThan(0);
        expect(await opened.faults()).toEqual([]);
      }
    },
    PATIENCE,
  );

  it('says where a box has no positive evidence, in the picture and beside it', async () => {
    const box = { x1: 10, y1: 10, x2: 90, y2: 90 };
    const body = JSON.stringify({ width: 2, height: 2, values: [-1, -2, 0, -1], bias: -0.5, box });
    const stop = await answerEvidence((request) =>
      request.respond({ status: 200, contentType: 'application/json', body }),
    );
    await (await page.$$('.tabs button'))[4]!.click();
    await page.click('.rows button');
    await page.click('.view > .button');
    await page.waitForSelector('.note strong');
    expect(await page.$eval('.note strong', (note) => note.textContent)).toBe('no positive evidence');
    expect(await page.$eval('.box.chosen text', (label) => label.textContent)).toMatch(
      /no positive evidence$/,
    );
    await stop();
  });

  it('says that the server is gone, and keeps the focus where it was', async () => {
    const stop = await answerEvidence((request) => request.abort('connectionrefused'));
    await page.focus('.note .button');
    await page.keyboard.press('Enter'); // hides it
    await page.keyboard.press('Enter'); // asks again
    await page.waitForSelector('.note .failure');
    expect(await page.$eval('.note .failure', (why) => why.textContent)).toMatch(/does not answer/);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Show the evidence');
    await stop();
  });

  it('fits a phone, speaks Korean, and nothing else failed on the way', async () => {
    await opened.expectOnPhoneInKorean();
    expect(opened.failures).toEqual([
      expect.stringContaining('422'), // of what was no picture
      expect.stringContaining('ERR_CONNECTION_REFUSED'),
    ]);
  });
});

async function until(is: () => Promise<boolean>): Promise<void> {
  while (!(await is())) await new Promise((next) => setTimeout(next, 200));
}
