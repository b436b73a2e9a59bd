/** What the tests of every page do in a browser. */
import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import { expect } from 'vitest';
import { accessibilityFaults } from '../../support/accessibility.js';
import { watchedPage } from '../../support/browser.js';

export class OpenedPage {
  readonly page: Page;
  /** What went wrong in it. */
  readonly failures: readonly string[];

  private constructor(page: Page, failures: readonly string[]) {
    this.page = page;
    this.failures = failures;
  }

  /** @param patience milliseconds that it waits for anything */
  static async open(browser: Browser, patience: number): Promise<OpenedPage> {
    const failures: string[] = [];
    return new OpenedPage(await watchedPage(browser, failures, patience), failures);
  }

  /** Hands a photograph to the tab that looks at one, and waits for what is found. */
  async look(path: string): Promise<void> {
    const input = (await this.page.$('.look input[type=file]'))!;
    await (input as ElementHandle<HTMLInputElement>).uploadFile(path);
    await this.page.waitForSelector('.summary');
  }

  /** Hands over what is no picture: the page says so, in the language that is chosen, and takes another. */
  async fail(path: string): Promise<void> {
    const { page } = this;
    const input = (await page.$('.look input[type=file]'))!;
    await (input as ElementHandle<HTMLInputElement>).uploadFile(path);
    await page.waitForSelector('.welcome .failure');
    await page.select('header select', 'ko');
    expect(await page.$eval('.welcome .failure', (told) => told.textContent)).toContain('브라우저');
    await page.select('header select', 'en');
    expect(await page.$('.stage')).toBeNull();
  }

  /** What axe-core finds, in both schemes of colours. */
  async faults(): Promise<string[]> {
    const found: string[] = [];
    for (const value of ['dark', 'light']) {
      await this.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
      found.push(...(await accessibilityFaults(this.page)).map((fault) => `${value}: ${fault}`));
    }
    return found;
  }

  async expectOnPhoneInKorean(): Promise<void> {
    const { page } = this;
    await page.setViewport({ width: 390, height: 844 });
    await page.select('header select', 'ko');
    expect(await page.$eval('html', (html) => html.lang)).toBe('ko');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  }
}
