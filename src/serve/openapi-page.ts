/** OpenAPI for people: one page that loads nothing. */
import { escapeHtml } from '../reports/html/escape.js';
import { style } from '../reports/html/style.js';
import type { OpenApi, Operation } from './openapi-types.js';

/** How a reader reaches the server. */
export interface Reached {
  /** Address without a path. */
  readonly origin: string;
  /** Whether requests need a token. */
  readonly token: boolean;
}

export function openApiPage({ info, paths }: OpenApi, { origin, token }: Reached): string {
  const authorized = token ? ' -H "Authorization: Bearer TOKEN"' : '';
  const example = `curl${authorized} -F image=@photo.jpg ${origin}/v1/detect`;
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
    `<footer>The same as <a href="/openapi.json">openapi.json</a>. <code>${escapeHtml(example)}</code></footer>`,
    '</body></html>',
  ].join('\n');
}

/** The ways in which every route takes its photograph. */
const PHOTOGRAPH = 'a file of a form, the bytes themselves, or JSON with image in base64';

function section(title: string, { summary, parameters = [], requestBody, responses }: Operation): string {
  const content = (requestBody as { readonly content?: object } | undefined)?.content ?? {};
  const rows = [
    ...('image/*' in content ? [['photograph', PHOTOGRAPH]] : []),
    ...parameters.map(({ name, description }) => [name, description]),
    ...Object.entries(responses).map(([status, { description }]) => [status, description]),
  ];
  const table = rows.map(
    ([name, text]) => `<tr><th scope="row">${escapeHtml(name!)}</th><td>${escapeHtml(text!)}</td></tr>`,
  );
  return `<section><h2>${escapeHtml(title)}</h2><p>${escapeHtml(summary)}</p><table class="words"><tbody>${table.join('')}</tbody></table></section>`;
}
