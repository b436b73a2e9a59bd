/** Tables on a telephone's page. */
import { afterAll, expect, it } from 'vitest';
import { renderHtml } from '../../../../src/reports/html/render-html.js';
import { openBrowser } from '../../../support/browser.js';

const browser = await openBrowser();
afterAll(() => browser?.close());

const table = {
  kind: 'table' as const,
  caption: 'Held-out photographs',
  head: ['class', 'average precision', 'photographs', 'objects', 'found', 'false detections'],
  rows: [
    ['mug', '71.3 % (95 % interval 55.0 %–83.2 %)', 12, 19, '84 %', 3],
    ['warning sign', 'too few to say', 2, 2, '-', 0],
  ],
};
const sections = [{ id: 'classes', title: 'Classes', blocks: [table] }];
const html = renderHtml({ title: 'A report', subtitle: '', sections, footer: '' });

it.skipIf(!browser)(
  'keep short cells on one line, and scroll sideways to the last column',
  async () => {
    const page = await browser!.newPage();
    await page.setViewport({ width: 390, height: 844 });
    await page.setContent(html);
    const seen = (await page.evaluate(`(() => {
    const frame = document.querySelector('.scroll');
    const cell = [...document.querySelectorAll('td')].find((td) => td.textContent === 'too few to say');
    frame.scrollLeft = 10_000;
    const last = document.querySelector('tbody tr td:last-child').getBoundingClientRect();
    const text = document.createRange();
    text.selectNodeContents(cell);
    return {
      page: document.documentElement.scrollWidth,
      lines: text.getClientRects().length,
      beyond: last.right - frame.getBoundingClientRect().right,
    };
  })()`)) as { page: number; lines: number; beyond: number };
    await page.close();
    expect(seen.page).toBeLessThanOrEqual(390);
    expect(seen.lines).toBe(1);
    expect(seen.beyond).toBeLessThanOrEqual(1);
  },
  180_000,
);
