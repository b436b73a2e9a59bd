import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';

/** A page in the folder of exported assets that has the library as `library`. */
export async function writeLibraryPage(folder: string): Promise<void> {
  const script = 'import * as library from "./googlenet-rcnn.js"; globalThis.library = library;';
  await writeFile(join(folder, 'index.html'), `<!doctype html><script type="module">${script}</script>`);
}

/** That page. @param patience milliseconds that it waits for anything */
export async function openLibraryPage(browser: Browser, port: number, patience: number): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(patience);
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForFunction(() => 'library' in globalThis);
  return page;
}
