import { describe, expect, it } from 'vitest';
import { checkReport, reportKind } from '../../../../src/cli/options/report-options.js';

describe('reportKind', () => {
  it.each([
    ['report.html', '.html'],
    ['a.b/REPORT.MD', '.md'],
    ['report.json', '.json'],
  ])('of %s is %s', (path, kind) => expect(reportKind(path)).toBe(kind));

  it.each(['report', 'report.pdf'])('refuses %s with the endings that it knows', (path) =>
    expect(() => reportKind(path)).toThrow(/\.html.*\.md.*\.json/),
  );
});

describe('checkReport', () => {
  it('refuses to compare where there are no boxes', () => {
    expect(() => checkReport({ report: 'r.html', others: 'x' }, 'ilsvrc-cls')).toThrow(/contest of boxes/);
    expect(() => checkReport({ others: 'x' }, 'ilsvrc-cls')).toThrow(/contest of boxes/);
    expect(() => checkReport({}, 'ilsvrc-cls')).not.toThrow();
    expect(() => checkReport({ others: 'x' }, 'coco')).not.toThrow();
  });
});
