/** The whole way of a user: labels by clicks, learns, looks at another photograph, exports, and goes on from the export. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { expect, it, onTestFinished } from 'vitest';
import { readDataset } from '../../../src/datasets/formats.js';
import { iou } from '../../../src/geometry/box.js';
import { TeachFolder } from '../../../src/teach/teach-folder.js';
import { createTeachServer } from '../../../src/teach/teach-server.js';
import { openBrowser } from '../../support/browser.js';
import { bundledPage } from '../../support/built-page.js';
import { runInProcess } from '../../support/run-in-process.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';
import { OpenedPage } from './opened-page.js';
import { type Square, squares, writeSquares } from './squares.js';
import { Teacher } from './teacher.js';

const browser = await openBrowser();

/** Enough for a machine that does other things as well. */
const PATIENCE = 120_000;

const labelled = squares.slice(0, 5);
const sixth = squares[5]!;
const boxOf = ({ x, y, side }: Square) => ({ x1: x, y1: y, x2: x + side, y2: y + side });

it.skipIf(browser === undefined)(
  'five photographs labelled by clicks teach a model that finds the object of a sixth; the labels come back from an export',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'whole-way-'));
    onTestFinished(async () => {
      await browser!.close();
      await rm(folder, { recursive: true, force: true });
    });
    const root = join(folder, 'squares');
    await writeSquares(root);
    const base = await writeTinyDetector(folder, 1, { refines: false });
    const opened = await OpenedPage.open(browser!, PATIENCE);

    await openTeach(opened.page, { root, base });
    for (const square of labelled) await labelByClick(opened.page, square);
    await learn(opened.page);
    await expectFound(opened, join(root, sixth.name));
    const shown = await shownBoxes(opened.page, '');
    const exported = await exportAs(opened.page, 'coco');

    const voc = await imported(exported);
    await openTeach(opened.page, { root: voc, base });
    expect(await shownBoxes(opened.page, 'JPEGImages/')).toEqual(shown);
    expect(opened.failures).toEqual([]);
  },
  4 * PATIENCE,
);

/** Serves `teach` on a folder, and opens its page. */
async function openTeach(
  page: Page,
  folder: { readonly root: string; readonly base: string },
): Promise<void> {
  const server = await createTeachServer({ ...folder, engine: 'onnx', page: await bundledPage() });
  onTestFinished(() => server.close());
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.app.server.address() as { port: number };
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForSelector('.teach .strip button');
}

/** Clicks the middle of an object, sees the box that fits it, and names that. */
async function labelByClick(page: Page, square: Square): Promise<void> {
  const teacher = new Teacher(page);
  await teacher.choosePhotograph(square.name);
  const { x, y, side } = square;
  await teacher.click(x + side / 2, y + side / 2);
  await page.waitForSelector('.box.pending');
  const [box] = await drawnBoxes(page, '.box.pending');
  expect(iou(box!, boxOf(square))).toBeGreaterThan(0.9);
  if (square === labelled[0]) {
    await page.type('.new-class input', 'red');
    await page.keyboard.press('Enter');
  } else await page.keyboard.press('1');
  await teacher.saved();
}

/** Asks for it; it has begun by itself where that took a while. */
async function learn(page: Page): Promise<void> {
  await page.locator('.train').click(); // the panel is rendered anew as the learning goes on
  await page.waitForFunction(() => document.body.textContent?.includes('Learnt from 5 photographs'));
  await page.waitForFunction(() => document.querySelector('.busy') === null);
}

/** In the tab that looks, by the taught model. */
async function expectFound(opened: OpenedPage, photograph: string): Promise<void> {
  const { page } = opened;
  await page.click('header [role=tab]:last-child');
  await page.waitForFunction(
    () => document.querySelector<HTMLSelectElement>('.look .model-choice select')?.value === 'taught',
  );
  await opened.look(photograph);
  await page.waitForFunction(() => document.querySelector('.rows .name')?.textContent === 'red');
  const found = await drawnBoxes(page, '.frame .box');
  expect(Math.max(...found.map((box) => iou(box, boxOf(sixth))))).toBeGreaterThan(0.5);
  await page.click('header [role=tab]:first-child');
  await page.waitForSelector('.teach .strip button');
}

/** What the page shows of each labelled photograph. @param folder before its name */
async function shownBoxes(page: Page, folder: string) {
  const teacher = new Teacher(page);
  const all = [];
  for (const { name } of labelled) {
    await teacher.choosePhotograph(`${folder}${name}`);
    all.push(await drawnBoxes(page, '.box.kept'));
  }
  expect(all.map((boxes) => boxes.length)).toEqual([1, 1, 1, 1, 1]);
  return all;
}

/** Pixels of the photograph. */
async function drawnBoxes(page: Page, selector: string) {
  const rectangles = await page.$$eval(`${selector} .line`, (lines) =>
    lines.map((line) => ['x', 'y', 'width', 'height'].map((side) => Number(line.getAttribute(side)))),
  );
  return rectangles.map(([x, y, width, height]) => ({ x1: x!, y1: y!, x2: x! + width!, y2: y! + height! }));
}

/** @returns the folder that the page names */
async function exportAs(page: Page, format: string): Promise<string> {
  await page.select('.part select', format);
  await page.locator('.export').click();
  const told = await page.waitForFunction(
    (name) => new RegExp(`\\S+squares-${name}`).exec(document.querySelector('.exported')!.textContent!)?.[0],
    {},
    format,
  );
  return (await told.jsonValue())!;
}

/** Reads an export, finds nothing doubtful in it, and does what `teach` says to go on from it. @returns the folder to teach on */
async function imported(folder: string): Promise<string> {
  const { images, truth } = await readDataset(folder, { use: 'all' });
  expect([images.length, truth.class.length]).toEqual([5, 5]);
  const check = await runInProcess('dataset', 'check', folder);
  expect(check.code, check.out + check.err).toBe(0);
  const refused = await TeachFolder.open(folder).catch((error: Error) => error.message);
  const [command] = /(?<=`googlenet-rcnn )dataset convert [^`]+/.exec(String(refused)) ?? [];
  const convert = await runInProcess(...command!.split(' '));
  expect(convert.code, convert.err).toBe(0);
  return `${folder}-voc`;
}
