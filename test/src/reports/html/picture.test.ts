import { describe, expect, it } from 'vitest';
import { pictureFigure } from '../../../../src/reports/html/picture.js';

const view = { x1: 100, y1: 0, x2: 260, y2: 120 };
const figure = (boxes: Parameters<typeof pictureFigure>[0]['boxes']) =>
  pictureFigure({
    title: 'cat 0.90',
    caption: '<b>',
    photograph: { uri: 'data:image/jpeg;base64,', view },
    boxes,
  });

describe('pictureFigure', () => {
  it('puts boxes where they are in the view, at its scale', () => {
    const svg = figure([
      { role: 'detection', box: { x1: 110, y1: 20, x2: 200, y2: 100 }, label: 'cat 0.90' },
    ]);
    // 160 x 120 pixels on a canvas of 320 x 240: twice as large, the line 1.5 inside
    expect(svg).toContain('<rect class="detection" x="21.5" y="41.5" width="177" height="157" rx="2"/>');
  });

  it('keeps boxes inside the photograph', () => {
    const svg = figure([{ role: 'truth', box: { x1: -50, y1: -50, x2: 900, y2: 900 }, label: 'cat' }]);
    expect(svg).toContain('<rect class="truth" x="1.5" y="1.5" width="317" height="237" rx="2"/>');
  });

  it('leaves out labels that would cover others, never the detection', () => {
    const box = { x1: 110, y1: 50, x2: 115, y2: 55 };
    const objects = Array.from({ length: 20 }, () => ({
      role: 'truth' as const,
      box,
      label: 'a long name of a cat',
    }));
    const svg = figure([...objects, { role: 'detection', box, label: 'cat 0.90' }]);
    expect(svg).toContain('>cat 0.90</text>');
    expect(svg.match(/plate-truth/g)?.length).toBeLessThan(7);
    expect(svg.match(/class="truth"/g)).toHaveLength(20);
  });

  it('keeps names from becoming markup', () => expect(figure([])).toContain('&lt;b&gt;'));
});
