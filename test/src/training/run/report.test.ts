import { describe, expect, it } from 'vitest';
import { reportHtml } from '../../../../src/training/run/report.js';
import type { LogRecord } from '../../../../src/training/run/run-log.js';

/** 6 epochs of 100 steps, validated every second epoch, in two processes. */
const records: LogRecord[] = [
  { kind: 'start', step: 0, at: '2026-01-01T00:00:00Z' },
  ...Array.from({ length: 600 }, (_, i): LogRecord => {
    const step = i + 1;
    const loss = 3 * Math.exp(-i / 200);
    return {
      kind: 'step',
      step,
      epoch: Math.floor(i / 100),
      loss,
      mainLoss: loss / 1.6,
      accuracy: i / 600,
      rate: 0.01,
    };
  }),
  { kind: 'start', step: 400, at: '2026-01-01T01:00:00Z' },
  ...[2, 4, 6].map((epoch): LogRecord => {
    const top1 = epoch === 4 ? 0.8125 : 0.5;
    const training = { images: 6400, seconds: 128, cpuSeconds: 240, waitedShare: 0.031 };
    const validation = { seconds: 10, cpuSeconds: 19 };
    return { kind: 'validation', step: 100 * epoch, epoch, loss: 1, top1, top5: 0.9, training, validation };
  }),
];
const captions = { accuracy: 'Share of <windows>.', loss: 'Loss of windows.' };
const options = { title: 'A <run>', captions, records, config: { data: 'a & b' } };

describe('the report of a run', () => {
  it('tells the result and what it cost', () => {
    const html = reportHtml(options);
    expect(html).toContain('600 steps in 2 processes');
    expect(html).toContain('50.0 % after epoch 6, at best 81.3 % after epoch 4');
    expect(html).toContain('6.9 min on the clock and 12.9 min of processor time');
    expect(html).toContain('<td>50.0</td><td>3.1 %</td>');
  });

  it('says what the curves of this kind of training are of', () => {
    const html = reportHtml(options);
    expect(html).toContain('<figcaption>Share of &lt;windows&gt;.</figcaption>');
    expect(html).toContain('<figcaption>Loss of windows.</figcaption>');
  });

  it('writes the numbers of a small rate at its axis', () => {
    const slow = records.map((record) => (record.kind === 'step' ? { ...record, rate: 2e-4 } : record));
    const html = reportHtml({ ...options, records: slow });
    expect(html).toMatch(/>0\.00010?</);
    expect(html).toMatch(/>0\.00020?</);
  });

  it('draws each curve from first to last epoch', () => {
    const html = reportHtml(options);
    expect(html.match(/<svg/g)).toHaveLength(3);
    for (const name of ['training', 'validation top-1', 'top-5', 'rate'])
      expect(html).toContain(`>${name}</text>`);
    // Six hundred steps are drawn by at most 240 points.
    const longest = Math.max(
      ...[...html.matchAll(/ d="([^"]+)"/g)].map(([, path]) => path!.split('L').length),
    );
    expect(longest).toBeGreaterThan(150);
    expect(longest).toBeLessThanOrEqual(240);
  });

  it('needs nothing from elsewhere', () => {
    const html = reportHtml(options);
    expect(html.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:|src=|<script|<link|@import/);
    expect(html).toContain('A &lt;run&gt;');
    expect(html).toContain('a &amp; b');
  });

  it('is the same for the same records', () => {
    expect(reportHtml(options)).toBe(reportHtml(structuredClone(options)));
  });

  it('can be had before the first validation, and before the first step', () => {
    expect(reportHtml({ ...options, records: records.slice(0, 20) })).toContain('Not validated yet');
    expect(reportHtml({ ...options, records: [] })).toContain('0 steps');
  });
});
