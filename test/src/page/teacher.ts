import type { HTTPRequest, Page } from 'puppeteer-core';
import { SIZE, type Square, squares } from './squares.js';

/** Labels photographs on the page as a person does, with pointer and keys. */
export class Teacher {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** As soon as it is in view, before it was looked at. */
  async showPhotograph(name: string): Promise<void> {
    const page = this.#page;
    const other = squares.find((one) => one.name !== name)!.name; // the one in view may be this one
    await page.click(`.strip button[title^="${other}"]`);
    await page.click(`.strip button[title^="${name}"]`);
    await page.waitForFunction(
      (shown) => document.querySelector('.frame img')?.getAttribute('alt') === shown,
      {},
      name,
    );
    await page.waitForSelector(`.strip button[title^="${name}"][aria-current=true]`);
    await page.waitForSelector('.frame:not([aria-busy])');
  }

  /** Keeps back what the server sees in photographs. @returns lets it arrive */
  async holdBoxes(): Promise<() => Promise<void>> {
    const page = this.#page;
    const held: HTTPRequest[] = [];
    const hold = (request: HTTPRequest) => {
      if (/teach\/(boxes|around)/.test(request.url())) held.push(request);
      else void request.continue();
    };
    await page.setRequestInterception(true);
    page.on('request', hold);
    return async () => {
      page.off('request', hold);
      await Promise.all(held.map((request) => request.continue()));
      await page.setRequestInterception(false);
    };
  }

  async choosePhotograph(name: string): Promise<void> {
    const page = this.#page;
    await page.click(`.strip button[title^="${name}"]`);
    await page.waitForFunction(
      (shown) => document.querySelector('.frame img')?.getAttribute('alt') === shown,
      {},
      name,
    );
    await page.waitForFunction(() => document.querySelector('.hint')?.textContent?.startsWith('Click'));
  }

  /** @param x pixel of the photograph */
  async click(x: number, y: number): Promise<void> {
    await this.#page.mouse.click(...(await this.#onScreen(x, y)));
  }

  /** Over the box that a click shows: another one is shown. */
  async turnWheel(): Promise<void> {
    await this.says('^Box 1 of ([2-9]|[1-9][0-9])');
    await this.#page.mouse.wheel({ deltaY: 100 });
    await this.says('^Box 2 of');
  }

  /** Waits until the line below the photograph fits a pattern. */
  async says(pattern: string): Promise<void> {
    await this.#page.waitForFunction(
      (words) => new RegExp(words).test(document.querySelector('.hint')?.textContent ?? ''),
      {},
      pattern,
    );
  }

  /** Draws a box around a square, corner to corner, and says that it is of the first class. */
  async drawAround(square: Square): Promise<void> {
    await this.draw(square);
    await this.#page.keyboard.press('1');
    await this.saved();
  }

  async draw({ x, y, side }: Square): Promise<void> {
    const { mouse } = this.#page;
    await mouse.move(...(await this.#onScreen(x, y)));
    await mouse.down();
    await mouse.move(...(await this.#onScreen(x + side, y + side)), { steps: 4 });
    await mouse.up();
  }

  async saved(): Promise<void> {
    await this.hint('Saved');
  }

  /** Waits until the line below the photograph says so. */
  async hint(words: string): Promise<void> {
    await this.#page.waitForFunction(
      (expected) => document.querySelector('.hint')?.textContent === expected,
      {},
      words,
    );
  }

  /** Waits until so many photographs have labels. */
  async labelled(count: number): Promise<void> {
    await this.#page.waitForFunction(
      (expected) => document.querySelectorAll('.strip button:not([data-count=""])').length === expected,
      {},
      count,
    );
  }

  /** Takes the newest change back. */
  async undo(): Promise<void> {
    const { keyboard } = this.#page;
    await keyboard.down('Control');
    await keyboard.press('z');
    await keyboard.up('Control');
  }

  /** Where a pixel of the photograph is on the screen. */
  async #onScreen(x: number, y: number): Promise<readonly [number, number]> {
    const { left, top, width } = await this.#page.$eval('.frame', (frame) => {
      const { left, top, width } = frame.getBoundingClientRect();
      return { left, top, width };
    });
    const scale = width / SIZE.width;
    return [left + x * scale, top + y * scale];
  }
}
