/** OpenAPI for people: one page that loads nothing. */
import { escapeHtml } from '../reports/html/escape.js';
import { style } from '../reports/html/style.js';
import type { OpenApi, Operation } from './openapi-types.js';

export function openApiPage({ info, paths }: OpenApi): string {
  const sections = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) =>
      section(`${method.toUpperCase()} ${path}`, operation),
    ),
  );
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(info.title)} API</title><style>${style}</style></head><body>`,
    `<header><h1>${escapeHtml(info.title)} ${escapeHtml(info.version)}</h1><p>${escapeHtml(info.description)}</p></header>`,
    `<main>${sections.join('')}</main>`,
    '<footer>The same as <a href="/openapi.json">openapi.json</a>. <code>curl -F image=@photo.jpg http://127.0.0.1:8080/v1/detect</code></footer>',
    '</body></html>',
  ].join('\n');
}

function section(title: string, { summary, parameters = [], responses }: Operation): string {
  const rows = [
    ...parameters.map(({ name, description }) => [name, description]),
    ...Object.entries(responses).map(([status, { description }]) => [status, description]),
  ];
  const table = rows.map(
    ([name, text]) => `<tr><th scope="row">${escapeHtml(name!)}</th><td>${escapeHtml(text!)}</td></tr>`,
  );
  return `<section><h2>${escapeHtml(title)}</h2><p>${escapeHtml(summary)}</p><table class="words"><tbody>${table.join('')}</tbody></table></section>`;
}
