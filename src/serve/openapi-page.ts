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

/** Columns of all tables alike; the example may be wider than a phone. */
const OWN_STYLE = `
table.words tbody th { width: 9em; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; margin: 0 0 18px; overflow-x: auto; font-size: 0.87rem; }
`;

export function openApiPage({ info, paths }: OpenApi, { origin, token }: Reached): string {
  const authorized = token ? ' -H "Authorization: Bearer TOKEN"' : '';
  const example = `curl${authorized} -F image=@photo.jpg ${origin}/v1/detect`;
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      ...{ title: `${method.toUpperCase()} ${path}`, operation },
      id: `${method}${path.replaceAll('/', '-')}`,
    })),
  );
  const links = routes.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`);
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(info.title)} API</title><style>${style}${OWN_STYLE}</style></head><body>`,
    `<header><h1>${escapeHtml(info.title)} ${escapeHtml(info.version)}</h1><p>${escapeHtml(info.description)}</p>`,
    `<pre tabindex="0"><code>${escapeHtml(example)}</code></pre>`,
    `<nav aria-label="Routes"><ul>${links.join('')}</ul></nav></header>`,
    `<main>${routes.map(({ id, title, operation }) => section(id, title, operation)).join('')}</main>`,
    '<footer>For programs: <a href="/openapi.json">openapi.json</a>.</footer>',
    '</body></html>',
  ].join('\n');
}

/** The ways in which every route takes its photograph. */
const PHOTOGRAPH = 'a file of a form, the bytes themselves, or JSON with image in base64';

function section(id: string, title: string, operation: Operation): string {
  const { summary, parameters = [], requestBody, responses } = operation;
  const content = (requestBody as { readonly content?: object } | undefined)?.content ?? {};
  const answers = Object.entries(responses).map(
    ([status, { description }]) => [status, description] as const,
  );
  const rows = [
    ...('image/*' in content ? [['photograph', PHOTOGRAPH] as const] : []),
    ...parameters.map(({ name, description }) => [name, description] as const),
    ...answers.filter(([status]) => !isFailure(status)),
  ];
  const failures = answers.filter(([status]) => isFailure(status));
  return [
    `<section id="${id}"><h2>${escapeHtml(title)}</h2><p>${escapeHtml(summary)}</p>`,
    table(rows),
    failures.length > 0 ? `<details><summary>Errors</summary>${table(failures)}</details>` : '',
    '</section>',
  ].join('');
}

const isFailure = (status: string) => Number(status) >= 400;

function table(rows: readonly (readonly [string, string])[]): string {
  const cells = rows.map(
    ([name, text]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(text)}</td></tr>`,
  );
  return `<table class="words"><tbody>${cells.join('')}</tbody></table>`;
}
