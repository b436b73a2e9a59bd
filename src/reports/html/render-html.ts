/** A report as one HTML file that loads nothing: style, charts and photographs are inside. */
import type { ReportDocument, Section } from '../document.js';
import { blockHtml, legend } from './blocks.js';
import { escapeHtml } from './escape.js';
import { style } from './style.js';

export function renderHtml({ title, subtitle, sections, footer }: ReportDocument): string {
  const links = sections.map(({ id, title: name }) => `<li><a href="#${id}">${escapeHtml(name)}</a></li>`);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // The browser itself then refuses whatever a name in the data might smuggle in.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(`${title}: ${subtitle}`)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<header><h1>${escapeHtml(title)}</h1><p>${escapeHtml(subtitle)}</p>`,
    `<nav aria-label="Sections"><ul>${links.join('')}</ul></nav></header>`,
    `<main>${sections.map(sectionHtml).join('\n')}</main>`,
    `<footer>${escapeHtml(footer)}</footer>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function sectionHtml({ id, title, blocks }: Section): string {
  const boxes = blocks.some(
    (one) => one.kind === 'pictures' && one.pictures.some(({ boxes }) => boxes.length > 0),
  );
  const [first, ...rest] = blocks.map(blockHtml);
  const parts = boxes ? [first, legend, ...rest] : [first, ...rest];
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${escapeHtml(title)}</h2>${parts.join('')}</section>`;
}
