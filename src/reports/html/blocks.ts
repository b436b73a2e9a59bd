/** Blocks of a report as HTML. */
import type { Block, Cards, Chart, Multiples, Pictures, Table } from '../document.js';
import { isNumber } from '../markdown.js';
import { escapeHtml, prose } from './escape.js';
import { pictureFigure } from './picture.js';

export function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p>${prose(block.text)}</p>`;
    case 'cards':
      return cardsHtml(block);
    case 'table':
      return tableHtml(block);
    case 'chart':
      return chartHtml(block);
    case 'multiples':
      return multiplesHtml(block);
    case 'pictures':
      return picturesHtml(block);
    case 'pair':
      return `<div class="pair">${block.blocks.map((column) => `<div>${[column].flat().map(blockHtml).join('')}</div>`).join('')}</div>`;
  }
}

function cardsHtml({ cards }: Cards): string {
  const items = cards.map(
    ({ name, value, note }) =>
      `<div><dt>${prose(name)}</dt><dd class="value">${prose(value)}</dd>` +
      `${note ? `<dd class="note">${prose(note)}</dd>` : ''}</div>`,
  );
  return `<dl class="cards">${items.join('')}</dl>`;
}

function tableHtml({ caption, head, rows, words = false }: Table): string {
  const right = head.map((_, column) => !words && column > 0 && rows.every((row) => isNumber(row[column])));
  const kind = (column: number) => (right[column] ? ' class="number"' : '');
  const titles = head.map((title, i) => `<th scope="col"${kind(i)}>${escapeHtml(title)}</th>`).join('');
  const body = rows.map(
    ([name, ...cells]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th>` +
      `${cells.map((cell, i) => `<td${kind(i + 1)}>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  const named = head.some((title) => title !== '');
  return scrolling(
    caption,
    `<table${words ? ' class="words"' : ''}><caption>${prose(caption)}</caption>` +
      `${named ? `<thead><tr>${titles}</tr></thead>` : ''}<tbody>${body.join('')}</tbody></table>`,
  );
}

/** Scrolls sideways on narrow pages, by keyboard too. */
function scrolling(name: string, inner: string, kind = ''): string {
  return `<div class="scroll${kind}" role="region" tabindex="0" aria-label="${escapeHtml(name)}">${inner}</div>`;
}

function chartHtml({ title, alt, draw, wide = false }: Omit<Chart, 'kind'>): string {
  const figure = `<figure><figcaption>${prose(title)}</figcaption>${described(draw(), alt)}</figure>`;
  return wide ? scrolling(title, figure, ' wide') : figure;
}

function described(svg: string, alt: string): string {
  return svg.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(alt)}" `);
}

function multiplesHtml({ title, charts }: Multiples): string {
  if (charts.length === 0) return '';
  const figures = charts.map(chartHtml);
  return `<h3 class="title">${escapeHtml(title)}</h3>${folded(figures, { open: 12, kind: 'multiples' })}`;
}

function picturesHtml({ title, note, pictures }: Pictures): string {
  return (
    `<h3>${escapeHtml(title)} <small>${escapeHtml(note)}</small></h3>` +
    folded(pictures.map(pictureFigure), { open: 4, kind: 'pictures' })
  );
}

/** The first in sight, the rest under a line that opens without a script: twenty classes fill many screens. */
function folded(
  figures: readonly string[],
  { open, kind }: { readonly open: number; readonly kind: string },
): string {
  const grid = (shown: readonly string[]) => `<div class="${kind}">${shown.join('')}</div>`;
  // Hiding one or two figures would only cost a click.
  if (figures.length <= open + 2) return grid(figures);
  const rest = figures.slice(open);
  return `${grid(figures.slice(0, open))}<details><summary>${rest.length} more</summary>${grid(rest)}</details>`;
}

/** The legend of the lines on photographs. */
export const legend =
  '<ul class="legend">' +
  '<li><svg viewBox="0 0 34 14" aria-hidden="true"><path class="detection" d="M3 7H31"/></svg>detection and its score (solid)</li>' +
  '<li><svg viewBox="0 0 34 14" aria-hidden="true"><path class="truth" d="M3 7H31"/></svg>truth (dashed)</li></ul>';
