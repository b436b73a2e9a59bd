import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../../support/accessibility.js';
import { openBrowser } from '../../support/browser.js';
import { bundledPage } from '../../support/built-page.js';
import { type StubServer, stubServer } from '../../support/stub-server.js';
import { OpenedPage } from './opened-page.js';

const browser = await openBrowser();

/** Enough for a machine that does other things as well. */
const PATIENCE = 120_000;

describe.skipIf(browser === undefined)('a page whose server wants a token', () => {
  let server: StubServer;
  let page: Page;
  let address: string;

  beforeAll(async () => {
    server = await stubServer({ page: { folder: await bundledPage(), teach: false }, token: 'a+b %' });
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.app.server.address() as { port: number };
    address = `http://127.0.0.1:${port}/`;
    ({ page } = await OpenedPage.open(browser!, PATIENCE));
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const give = async (token: string) => {
    await page.type('.token input', token);
    await page.keyboard.press('Enter');
  };

  it('asks for it, says when it is wrong, and opens with the right one', async () => {
    await page.goto(address);
    await page.waitForSelector('.token input');
    expect(await page.$('.token .failure')).toBeNull();
    await give('secret');
    await page.waitForSelector('.token .failure');
    expect(await accessibilityFaults(page)).toEqual([]);
    await give('a+b %');
    await page.waitForSelector('.look');
  });

  it('takes it from its address, as it is or encoded', async () => {
    for (const token of ['a+b %', 'a%2Bb%20%25']) {
      await page.goto('about:blank');
      await page.goto(`${address}#token=${token}`);
      await page.waitForSelector('.look');
    }
  });

  it('says so when the server is gone', async () => {
    await page.goto('about:blank');
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      void (request.url().endsWith('/page/info') ? request.abort() : request.continue());
    });
    await page.goto(address);
    await page.waitForSelector('main.alone .failure');
  });
});
