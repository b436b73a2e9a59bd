import { describe, expect, it } from 'vitest';
import type { Block, ReportDocument } from '../../../src/reports/document.js';
import { isNumber, renderMarkdown } from '../../../src/reports/markdown.js';

const written = (...blocks: Block[]) => {
  const document: ReportDocument = {
    title: 'Report',
    subtitle: 'of a run',
    sections: [{ id: 'one', title: 'One', blocks }],
    footer: '',
  };
  return renderMarkdown(document);
};

describe('renderMarkdown', () => {
  it('writes a table, numbers to the right, names without markup', () => {
    const text = written({
      kind: 'table',
      caption: 'Classes',
      head: ['class', 'AP %'],
      rows: [
        ['a|b_c', '61.32'],
        ['cat', '–'],
      ],
    });
    expect(text).toBe(
      '# Report\n\nof a run\n\n## One\n\n**Classes**\n\n| class | AP % |\n| --- | ---: |\n| a\\|b\\_c | 61.32 |\n| cat | – |\n',
    );
  });

  it('leaves charts out, and says what the pictures show', () => {
    const chart: Block = {
      kind: 'chart',
      title: 'chart',
      alt: '',
      draw: () => {
        throw new Error('drawn for nothing');
      },
    };
    const pictures: Block = {
      kind: 'pictures',
      title: 'Missed',
      note: '',
      pictures: [
        {
          title: 'cat',
          caption: '20 px',
          boxes: [],
          photograph: { uri: '', view: { x1: 0, y1: 0, x2: 1, y2: 1 } },
        },
      ],
    };
    expect(written({ kind: 'pair', blocks: [chart, [pictures]] })).toContain(
      '## One\n\n### Missed\n\n- cat: 20 px\n',
    );
  });
});

describe('isNumber', () => {
  it.each(['0', '1,234', '61.32', '+1.20', '−0.35', '–', '13.8–28.3'])('%s', (cell) =>
    expect(isNumber(cell)).toBe(true),
  );
  it.each(['', 'cat', '2008_000099', '3 cats', 'all'])('not %s', (cell) =>
    expect(isNumber(cell)).toBe(false),
  );
});
