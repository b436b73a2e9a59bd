/** Teach for fingers, and what must not happen to whoever labels: a page that is left, or that loses its server unseen. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HTTPRequest, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TeachFolder } from '../../../src/teach/teach-folder.js';
import { createTeachServer, type TeachServer } from '../../../src/teach/teach-server.js';
import { openBrowser, watchedPage } from '../../support/browser.js';
import { bundledPage } from '../../support/built-page.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';
import { SIZE, squares, writeSquares } from './squares.js';

const browser = await openBrowser();

/** Enough for a machine that does other things as well. */
const PATIENCE = 120_000;

describe.skipIf(browser === undefined)('Teach on a phone, in Chromium', () => {
  const labelled = squares[0]!;
  /** That nobody has opened, so that no browser has it. */
  const other = squares[5]!;
  let folder: string;
  let server: TeachServer;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'phone-'));
    const root = join(folder, 'squares');
    await writeSquares(root);
    const { name, x, y, side } = labelled;
    const box = { x1: x, y1: y, x2: x + side, y2: y + side };
    const labels = await TeachFolder.open(root);
    await labels.set(name, { objects: [{ class: 'red', box }], background: [] }, SIZE);
    const base = await writeTinyDetector(folder);
    server = await createTeachServer({ root, base, engine: 'onnx', page: await bundledPage() });
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    page = await watchedPage(browser!, [], PATIENCE);
    await page.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true });
    const { port } = server.app.server.address() as { port: number };
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForSelector('.teach .strip button');
    await page.tap(`.strip button[title^="${labelled.name}"]`);
    await page.waitForSelector('.rows .remove');
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** What a finger would miss. */
  const small = () =>
    page.$$eval('a, button, select, summary, label.button, input:not(.hidden)', (all) =>
      all
        .map((one) => ({ one, ...one.getBoundingClientRect().toJSON() }))
        .filter(({ width, height }) => width > 0 && Math.min(width, height) < 40)
        .map(({ one, width, height }) => `${one.className} ${one.textContent}: ${width} x ${height}`),
    );

  it('has nothing to touch that is smaller than 40 pixels', async () => {
    expect(await small()).toEqual([]);
    await page.tap('header [role=tab]:last-child');
    await page.waitForSelector('.welcome');
    expect(await small()).toEqual([]);
    const invitation = await page.$eval('.welcome', (part) => part.textContent);
    expect(invitation).toMatch(/^Choose a photograph/);
    expect(invitation).not.toMatch(/drop/i); // which no finger can
    await page.tap('header [role=tab]:first-child');
    await page.waitForSelector('.rows .remove');
  });

  it('is not left for a file that is dropped on it', async () => {
    const refused = await page.$eval('.teach .panel', (panel) => {
      const data = new DataTransfer();
      data.items.add(new File(['no picture'], 'notes.txt'));
      return ['dragover', 'drop'].map((type) => {
        const options = { bubbles: true, cancelable: true, dataTransfer: data };
        return !panel.dispatchEvent(new DragEvent(type, options));
      });
    });
    expect(refused).toEqual([true, true]);
  });

  it('has the photograph in view in its row, after the other tab as well', async () => {
    await page.setViewport({ width: 240, height: 844, isMobile: true, hasTouch: true });
    const expectInView = () =>
      page.waitForFunction(() => {
        const { left, right } = document.querySelector('.strip [aria-current]')!.getBoundingClientRect();
        return left >= 0 && right <= 240;
      });
    await page.tap(`.strip button[title^="${squares[4]!.name}"]`);
    await page.waitForSelector(`.strip button[title^="${squares[4]!.name}"][aria-current=true]`);
    await expectInView();
    await page.tap('header [role=tab]:last-child');
    await page.waitForSelector('.welcome');
    await page.tap('header [role=tab]:first-child');
    await page.waitForSelector('.strip [aria-current]');
    await expectInView();
    await page.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true });
    await page.tap(`.strip button[title^="${labelled.name}"]`);
    await page.waitForSelector('.rows .remove');
  });

  it('goes on from right below the photograph, and moves the row, not the page', async () => {
    await page.setViewport({ width: 390, height: 664, isMobile: true, hasTouch: true }); // beside a browser's own bars
    const { gap, bottom } = await page.$eval('.work', (work) => {
      const frame = work.querySelector('.frame')!.getBoundingClientRect();
      const next = [...document.querySelectorAll('.teach button')].find((one) =>
        one.textContent?.startsWith('Next photograph'),
      )!;
      const { top, bottom } = next.getBoundingClientRect();
      return { gap: top - frame.bottom, bottom: bottom + scrollY };
    });
    expect(gap).toBeGreaterThanOrEqual(0);
    expect(gap).toBeLessThan(30);
    expect(bottom).toBeLessThan(664);
    const before = await page.$eval('.panel', (panel) => {
      scrollTo(0, panel.getBoundingClientRect().top + scrollY + 10); // the row is out of view
      return { y: scrollY, name: document.querySelector('.file-name')!.textContent };
    });
    await page.keyboard.press('PageDown');
    await page.waitForFunction(
      (name) =>
        document.querySelector('.file-name')!.textContent !== name &&
        document.querySelector('.frame:not([aria-busy])') !== null,
      {},
      before.name,
    );
    expect(await page.evaluate(() => scrollY)).toBe(before.y);
    await page.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true });
    await page.tap(`.strip button[title^="${labelled.name}"]`);
    await page.waitForSelector('.rows .remove');
  });

  it('says how long learning still takes, and how sure it is of what was learnt', async () => {
    const state = (await server.app.inject({ url: '/teach/state' })).json();
    const perClass = [{ class: 'red', AP: 0.5, objects: 12 }];
    const measured = { mAP: 0.5, low: 0.31, high: 0.68, perClass, photographs: 12 };
    const trained = { classes: ['red'], photographs: 12, seconds: 3.21, measured };
    const training = { running: true, step: 'features', done: 3, total: 12, secondsLeft: 42 };
    const body = JSON.stringify({ ...state, trained, training });
    const answer = (request: HTTPRequest) =>
      void (request.url().endsWith('/teach/state')
        ? request.respond({ status: 200, contentType: 'application/json', body })
        : request.continue());
    await page.setRequestInterception(true);
    page.on('request', answer);
    await page.waitForSelector('.measured');
    const said = (part: string) => page.$eval(part, (one) => one.textContent);
    expect(await said('.measured')).toMatch(/not seen: 50 %, likely between 31 % and 68 %/);
    expect(await said('.busy')).toBe('Learning, step 1 of 2: 3 of 12 photographs seen, about 42 s left');
    page.off('request', answer);
    await page.setRequestInterception(false);
  });

  it('keeps its parts where a photograph cannot be had, shows no boxes of the one before, and says why', async () => {
    const parts = () => page.$$eval('.panel > .part', (all) => all.map((one) => one.clientHeight > 0));
    await page.waitForSelector('.frame .box'); // the photograph may still be opening
    await page.waitForSelector('.question .button'); // which comes with the first model, and stays
    const before = await parts();
    const idle = () =>
      page.$$eval('.panel [aria-disabled]', (all) => all.map((one) => one.firstChild?.textContent));
    const needed = ['‹ Previous', 'Next ›', 'Nothing here', 'Four points'];
    expect((await idle()).filter((words) => needed.includes(words ?? ''))).toEqual([]);
    const refuse = (request: HTTPRequest) => void request.abort('connectionrefused');
    await page.setRequestInterception(true);
    page.on('request', refuse);
    await page.tap(`.strip button[title^="${other.name}"]`);
    await page.waitForSelector('.hint.failure');
    await page.waitForSelector('.frame img', { hidden: true });
    expect(await page.$eval('.hint', (hint) => hint.textContent)).toMatch(/does not answer/);
    expect(await page.$$eval('.frame .box', (boxes) => boxes.length)).toBe(0);
    expect(await parts()).toEqual(before);
    expect(await idle()).toEqual(expect.arrayContaining(needed));
    page.off('request', refuse);
    await page.setRequestInterception(false);
    await page.tap(`.strip button[title^="${labelled.name}"]`);
    await page.waitForSelector('.rows .remove');
    expect(await page.$eval('.hint', (hint) => hint.className)).toBe('hint');
  });

  it('keeps what the server had no room for, and sends it again', async () => {
    const { name } = squares[1]!;
    await page.tap(`.strip button[title^="${name}"]`);
    await page.waitForSelector(`.frame:not([aria-busy]) img[alt="${name}"]`);
    const body = JSON.stringify({ error: { code: 'disk-full', message: 'No space left.' } });
    const refuse = (request: HTTPRequest) =>
      void (request.url().endsWith('/teach/labels')
        ? request.respond({ status: 507, contentType: 'application/json', body })
        : request.continue());
    await page.setRequestInterception(true);
    page.on('request', refuse);
    await page.keyboard.press('0'); // nothing here
    await page.waitForSelector('.hint.failure');
    expect(await page.$eval('.hint', (hint) => hint.textContent)).toMatch(/^Not saved: .*No space left/);
    expect(server.session.folder.labelsOf(name)).toBeUndefined();
    page.off('request', refuse);
    await page.setRequestInterception(false);
    await page.waitForFunction(() => document.querySelector('.hint')?.textContent === 'Saved');
    expect(server.session.folder.labelsOf(name)).toEqual({ objects: [], background: [] });
  });
});
