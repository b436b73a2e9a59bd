import * as Plot from '@observablehq/plot';
import { describe, expect, it } from 'vitest';
import { draw, labelRoom, shortLabel } from '../../../../src/reports/charts/draw.js';

const bars = () =>
  draw({
    marks: [Plot.barX([{ name: '<b>&"cat"', share: 1 / 3 }], { x: 'share', y: 'name', title: 'name' })],
  });

describe('draw', () => {
  it('gives the same bytes each time, and no style of its own', () => {
    expect(bars()).toBe(bars());
    expect(bars()).not.toContain('<style');
  });
  it('keeps names from becoming markup', () => {
    expect(bars()).not.toContain('<b>');
    expect(bars()).toContain('&lt;b&gt;&amp;');
  });
  it('writes coordinates to hundredths', () => expect(bars()).not.toMatch(/\d\.\d{3}/));
});

describe('labels', () => {
  it('are cut where there is no more room', () => {
    expect(shortLabel('x'.repeat(23))).toBe('x'.repeat(23));
    expect(shortLabel('x'.repeat(24))).toBe(`${'x'.repeat(22)}…`);
    expect(labelRoom(['x'.repeat(200)])).toBe(170);
    expect(labelRoom([])).toBe(18);
  });
});
