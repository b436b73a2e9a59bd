import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeReport } from '../../../../src/cli/evaluation/write-report.js';
import { readDataset, readDetections } from '../../../../src/datasets/formats.js';
import { openBrowser } from '../../../support/browser.js';
import { judgedSet } from '../../../support/judged-set.js';
import { drawScene } from '../../../support/photographs.js';
import { describeWith, shared } from '../../../support/shared.js';

const folder = mkdtempSync(join(tmpdir(), 'report-'));
const browser = await openBrowser();
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});
const bootstrap = { resamples: 20 };
const options = { protocol: 'voc2010', ...judgedSet, bootstrap } as const;
const place = { images: judgedSet.images, root: folder };
/** Milliseconds: a browser's pages take a second each, a minute where all cores are taken. */
const PAGES = 180_000;
const fiveMegabytes = 5 * 1024 * 1024;

/** Opens a report; tells what it asked the network for, what it complained of, and the marks of each chart. */
async function opened(file: string) {
  const page = await browser!.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.setViewport({ width: 400, height: 800 });
  await page.goto(pathToFileURL(file).href);
  const seen = (await page.evaluate(`({
    marks: [...document.querySelectorAll('svg.plot')].map((svg) => ({
      chart: svg.getAttribute('aria-label'),
      drawn: [...svg.querySelectorAll('rect, path, circle')].filter((mark) => {
        const { width, height } = mark.getBoundingClientRect();
        return width + height > 0 && !mark.closest('[aria-label*="axis"], [aria-label*="grid"]');
      }).length,
    })),
    pictures: document.querySelectorAll('.pictures image').length,
    width: document.documentElement.scrollWidth,
  })`)) as { marks: { chart: string; drawn: number }[]; pictures: number; width: number };
  await page.close();
  return { ...seen, complaints, requests };
}

describe('writeReport', () => {
  const html = join(folder, 'report.html');
  beforeAll(async () => {
    for (const [seed, { file }] of judgedSet.images.entries()) await drawScene(join(folder, file!), { seed });
    await writeReport(html, options, place);
  }, 60_000);

  it('puts the worst errors in it as photographs, drawn upon', () => {
    const text = readFileSync(html, 'utf8');
    expect(text.match(/data:image\/jpeg;base64,/g)).toHaveLength(7);
    expect(text).toContain('class="truth"');
    expect(text).toContain('class="detection"');
  });

  it('has the same bytes for the same input', async () => {
    const again = join(folder, 'again.html');
    await writeReport(again, options, place);
    expect(readFileSync(again).equals(readFileSync(html))).toBe(true);
  });

  it('leaves the gallery out, with a note, where there are no photographs', async () => {
    const file = join(folder, 'bare.html');
    await writeReport(file, options, { ...place, root: join(folder, 'nowhere') });
    expect(readFileSync(file, 'utf8')).toContain('The photographs were not found');
  });

  it('is given up on request, whether it resamples one detector or the difference of two', async () => {
    const file = join(folder, 'stopped.html');
    const totals: number[] = [];
    for (const at of [7, 50]) {
      const stop = new AbortController();
      let steps = 0;
      const onProgress = () => ++steps === at && stop.abort();
      const both = { ...options, others: judgedSet.detections };
      await expect(writeReport(file, both, place, { signal: stop.signal, onProgress })).rejects.toMatchObject(
        { code: 'aborted' },
      );
      totals.push(steps);
    }
    expect(totals).toEqual([7, 50]);
    expect(existsSync(file)).toBe(false);
  });

  it('writes Markdown and JSON too', async () => {
    const [md, json] = ['report.md', 'report.json'].map((name) => join(folder, name));
    const data = await writeReport(md, options, place);
    await writeReport(json, options, place);
    expect(readFileSync(md, 'utf8')).toContain('| traffic light | 0.00 | 2 |');
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      evaluation: { metrics: data.evaluation.metrics },
    });
  });

  it.skipIf(!browser)(
    'opens in Chromium: every chart has marks, nothing is loaded, nothing sticks out',
    async () => {
      const { marks, pictures, width, complaints, requests } = await opened(html);
      // AP, all curves, three classes, errors, recall, confusion, reliability, scores; comparison: two more
      expect(marks).toHaveLength(12);
      for (const { chart, drawn } of marks) {
        // A class that was never found has an empty curve, as it should.
        expect(drawn, chart).toBeGreaterThanOrEqual(chart.startsWith('traffic light') ? 0 : 3);
      }
      expect(marks.filter(({ drawn }) => drawn === 0)).toHaveLength(1);
      expect(pictures).toBe(7);
      expect(width).toBe(400);
      expect(complaints).toEqual([]);
      expect(requests).toEqual([pathToFileURL(html).href]);
      expect(statSync(html).size).toBeLessThan(fiveMegabytes);
    },
    PAGES,
  );
});

describeWith('fixtures/coco-eval-100')('a report of eighty classes', () => {
  it(
    'opens in Chromium, whole and small',
    async (context) => {
      const fixture = (name: string) => shared('fixtures', 'coco-eval-100', name);
      const dataset = await readDataset(fixture('instances_val2014_100.json'));
      const detections = await readDetections(fixture('instances_val2014_fakebbox100_results.json'), dataset);
      const file = join(folder, 'coco.html');
      await writeReport(file, { protocol: 'coco', ...dataset, detections, bootstrap }, dataset);
      expect(statSync(file).size).toBeLessThan(fiveMegabytes);
      if (!browser) return context.skip();
      const { marks, complaints, width } = await opened(file);
      expect(marks.length).toBeGreaterThan(70);
      expect(marks.filter(({ drawn }) => drawn >= 2).length).toBeGreaterThan(60);
      expect([complaints, width]).toEqual([[], 400]);
    },
    PAGES,
  );
});
