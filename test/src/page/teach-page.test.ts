/** Teach in a real browser: boxes drawn and marked, what is kept, answers, the panel and the row of photographs. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLabels } from '../../../src/teach/labels.js';
import { createTeachServer, type TeachServer } from '../../../src/teach/teach-server.js';
import { openBrowser } from '../../support/browser.js';
import { bundledPage } from '../../support/built-page.js';
import { runInProcess } from '../../support/run-in-process.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';
import { OpenedPage } from './opened-page.js';
import { nearSquare, type Square, squares, writeSquares } from './squares.js';
import { Teacher } from './teacher.js';

const browser = await openBrowser();

/** Enough for a machine that does other things as well. */
const PATIENCE = 120_000;

describe.skipIf(browser === undefined)('Teach, in Chromium', () => {
  let folder: string;
  let root: string;
  let server: TeachServer;
  let opened: OpenedPage;
  let page: Page;
  let teacher: Teacher;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'page-test-'));
    root = join(folder, 'squares');
    await writeSquares(root);
    const base = await writeTinyDetector(folder);
    const options = { root, base, engine: 'onnx', page: await bundledPage() } as const;
    server = await createTeachServer(options);
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    opened = await OpenedPage.open(browser!, PATIENCE);
    page = opened.page;
    teacher = new Teacher(page);
    await open();
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const open = async () => {
    const { port } = server.app.server.address() as { port: number };
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForSelector('.teach .strip button');
  };
  const faults = () => opened.faults();
  const undo = async () => {
    await teacher.undo();
    await teacher.labelled(5); // the change was on a photograph without labels
  };
  const labelsOf = async (name: string) =>
    readLabels(join(root, 'Annotations', name.replace('.png', '.xml')));

  it('walks along the boxes of a click by wheel and keys', async () => {
    const { name, x, y, side } = squares[0]!;
    await teacher.choosePhotograph(name);
    await teacher.click(x + side / 2, y + side / 2);
    await teacher.turnWheel();
    await page.keyboard.press('[');
    await teacher.says('^Box 1 of');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelector('.box.pending') === null);
  });

  it('labels by a drawn box and four points, each kept at once', async () => {
    const [first, second, third] = squares as readonly [Square, Square, Square];
    await teacher.choosePhotograph(first.name);
    await teacher.draw(first);
    await page.type('.new-class input', 'red');
    await page.keyboard.press('Enter');
    await teacher.saved();
    await teacher.choosePhotograph(second.name);
    await teacher.drawAround(second);
    for (const drawn of [first, second]) {
      expect((await labelsOf(drawn.name)).objects).toEqual([{ class: 'red', box: nearSquare(drawn, 1) }]);
    }
    expect(await faults()).toEqual([]);

    await teacher.choosePhotograph(third.name);
    await page.keyboard.press('e');
    const { x, y, side } = third;
    for (const [dx, dy] of [
      [side / 2, 0],
      [0, side / 2],
      [side / 2, side],
      [side, side / 2],
    ] as const) {
      await teacher.click(x + dx, y + dy);
    }
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await teacher.saved();
    expect((await labelsOf(third.name)).objects).toEqual([{ class: 'red', box: nearSquare(third, 1) }]);
  });

  it(
    'learns meanwhile, and loses nothing when the page is loaded again',
    async () => {
      for (const square of squares.slice(3, 5)) {
        await teacher.choosePhotograph(square.name);
        await teacher.drawAround(square);
      }
      await page.waitForFunction(() => document.body.textContent?.includes('Learnt from 5'));
      await page.waitForFunction(() => document.querySelector('.busy') === null);
      await open();
      await teacher.labelled(5);
      const file = join(root, 'taught', 'model.safetensors');
      expect(existsSync(file)).toBe(true);
      expect(await page.$eval('.command', (command) => command.textContent)).toBe(
        `npx googlenet-rcnn detect photo.jpg --model ${file}`,
      );
    },
    2 * PATIENCE,
  );

  it(
    'gives the model that `train detector` gives',
    async () => {
      const out = join(folder, 'model.safetensors');
      const base = join(folder, 'tiny.safetensors');
      const run = join(root, 'taught');
      const given = ['--data', root, '--base', base, '--run', run, '--out', out, '--engine', 'onnx'];
      const { code, err } = await runInProcess('train', 'detector', ...given);
      expect(code, err).toBe(0);
      expect(await readFile(out)).toEqual(await readFile(join(root, 'taught', 'model.safetensors')));
    },
    PATIENCE,
  );

  it(
    'keeps the panel where it is when a box waits',
    async () => {
      const tops = () =>
        page.$$eval('.panel > *', (parts) => parts.map((one) => one.getBoundingClientRect().top));
      await teacher.choosePhotograph(squares[5]!.name);
      await page.waitForSelector('.question .button:not([aria-disabled])');
      const before = await tops();
      await page.keyboard.press(']');
      await page.waitForSelector('.box.pending');
      expect(await tops()).toEqual(before);
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => document.querySelector('.box.pending') === null);
      expect(await tops()).toEqual(before);
    },
    PATIENCE,
  );

  it(
    'suggests the object of a sixth photograph: N, nothing here, Y, each taken back',
    async () => {
      const sixth = squares[5]!;
      await teacher.choosePhotograph(sixth.name);
      await page.waitForSelector('.question .button:not([aria-disabled])');
      expect(await faults()).toEqual([]);
      await page.keyboard.press('n');
      await teacher.saved();
      expect((await labelsOf(sixth.name)).background).toHaveLength(1);
      await undo();
      await page.waitForSelector('.question .button:not([aria-disabled])');
      await page.keyboard.press('0');
      await teacher.saved();
      expect(await labelsOf(sixth.name)).toEqual({ objects: [], background: [] });
      await undo();
      await page.waitForSelector('.question .button:not([aria-disabled])');
      await page.keyboard.press('y');
      await teacher.saved();
      expect((await labelsOf(sixth.name)).objects[0]?.class).toBe('red');
      await undo();
      expect(await readdir(join(root, 'Annotations'))).not.toContain('5.xml');
    },
    PATIENCE,
  );

  it(
    'keeps a name that is given while the photograph is looked at, for the box of the click',
    async () => {
      const sixth = squares[5]!;
      const arrive = await teacher.holdBoxes();
      await teacher.showPhotograph(sixth.name);
      await teacher.click(sixth.x + sixth.side / 2, sixth.y + sixth.side / 2);
      await page.keyboard.press('1');
      await teacher.hint('“red”, as soon as the box is there …');
      await arrive();
      await teacher.saved();
      expect((await labelsOf(sixth.name)).objects).toMatchObject([{ class: 'red' }]);
      await undo();
    },
    PATIENCE,
  );

  it(
    'goes along the row of photographs by arrows, which is one stop of Tab',
    async () => {
      const stops = () =>
        page.$$eval('.strip [tabindex="0"]', (all) => all.map(({ ariaLabel }) => ariaLabel));
      await teacher.choosePhotograph(squares[2]!.name);
      await page.focus('.strip [aria-current]');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowLeft');
      expect(await stops()).toEqual([expect.stringContaining(squares[3]!.name)]);
      await page.keyboard.press('Enter');
      await page.waitForSelector(`.strip button[title^="${squares[3]!.name}"][aria-current=true]`);
      expect(await page.$$eval('.strip [aria-current]', (all) => all.length)).toBe(1);
    },
    PATIENCE,
  );

  it('fits a phone, speaks Korean, and nothing failed on the way', async () => {
    await opened.expectOnPhoneInKorean();
    expect(opened.failures).toEqual([]);
  });
});
