import { describe, expect, it } from 'vitest';
import { composeReport, type ReportOptions, renderHtml, reportData } from '../../../../eval/report/index.js';
import { Boxes } from '../../../../src/geometry/boxes.js';
import { judgedSet } from '../../../support/judged-set.js';

const { others, ...input } = judgedSet;
const none = { exhibits: [], photographs: new Map() };
const page = (options: Partial<ReportOptions> = {}) =>
  renderHtml(
    composeReport(
      reportData({ protocol: 'voc2010', ...input, bootstrap: { resamples: 5 }, ...options }),
      none,
    ),
  );

describe('renderHtml', () => {
  it.each(['voc2007', 'voc2010', 'ilsvrc-det', 'coco'] as const)(
    'is one page that loads nothing: %s',
    (protocol) => {
      const html = page({ protocol, others });
      expect(html).not.toMatch(/<(script|link|iframe)\b/);
      expect(html).not.toMatch(/(src|href)="(?!#|data:)/);
      expect(html).not.toMatch(/NaN|undefined|Infinity/);
      expect(page({ protocol, others })).toBe(html);
    },
  );

  it('folds what would fill many screens, without a script', () => {
    const classes = Array.from({ length: 20 }, (_, i) => `class ${i}`);
    const box = { x1: 0, y1: 0, x2: 50, y2: 50 };
    const truth = classes.map((name, i) => ({ image: String(i), class: name, box }));
    const detections = truth.map((object) => ({ ...object, score: 0.5 }));
    const html = page({ classes, truth, detections, images: truth.map(({ image }) => image) });
    const folded = /<details><summary>(\d+) more<\/summary>(.*?)<\/details>/s.exec(html)!;
    expect(folded[1]).toBe('8');
    expect(folded[2]!.match(/<figure>/g)).toHaveLength(8);
    expect(page()).not.toContain('<details>');
  });

  it('has a heading for each section, in the order of questions, and links to them', () => {
    const titles = [...page({ others }).matchAll(/<h2 id="(.*?)-title">(.*?)<\/h2>/g)].map(
      ([, , title]) => title,
    );
    expect(titles).toEqual([
      'Result',
      'Comparison',
      'Classes',
      'Errors',
      'Objects',
      'Confusion',
      'Calibration',
      'Gallery',
    ]);
  });

  it('describes every chart and names every table', () => {
    const html = page();
    const charts = [...html.matchAll(/<svg[^>]*class="plot"/g)];
    expect(charts.length).toBeGreaterThan(8);
    expect(charts.every(([tag]) => /role="img" aria-label="[^"]+"/.test(tag))).toBe(true);
    expect(html.match(/<table/g)?.length).toBe(html.match(/<caption>[^<]+<\/caption>/g)?.length);
  });

  it('says the number, its interval, the rules, what failed, and which misses had no proposal', () => {
    const html = page({
      proposals: input.images.map(() => Boxes.from([])),
      about: { truth: 'four photographs', failed: [{ image: 'd', reason: 'truncated' }] },
    });
    for (const text of ['95\u00a0% interval', 'four photographs', '1 failed', 'truncated'])
      expect(html).toContain(text);
    expect(html).toContain('2 of 2 missed objects have no proposal of IoU 0.5');
  });

  it('stands without detections, and without objects', () => {
    expect(page({ detections: [] })).not.toMatch(/NaN|undefined|Infinity/);
    expect(page({ truth: [], detections: input.detections })).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('does not call scores outside 0 to 1 probabilities', () => {
    const detections = input.detections.map((row) => ({ ...row, score: 10 * row.score }));
    expect(page({ detections })).toContain('no probabilities');
  });

  it('keeps names from becoming markup', () => {
    const name = '<img src=x onerror=alert(1)>';
    const html = page({
      classes: [name],
      truth: [{ image: 'a', class: name, box: { x1: 0, y1: 0, x2: 9, y2: 9 } }],
      detections: [],
    });
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x');
  });
});
