/** The page: files of one folder under a policy that lets it load nothing from elsewhere. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';

export interface PageOptions {
  /** Folder of the built page. */
  readonly folder: string;
  /** Whether there is a folder of photographs to teach on. */
  readonly teach: boolean;
}

const TYPES = {
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

/** Scripts and styles of this server alone, photographs that the reader chose, no frame around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Served without the token: they hold nobody's data, and ask for it. */
export const PAGE_ROUTES: readonly string[] = ['/', ...Object.keys(TYPES).map((file) => `/page/${file}`)];

export function pageRoutes(
  app: FastifyInstance,
  { folder, teach }: PageOptions,
  models: () => readonly string[],
): void {
  const send = async (reply: FastifyReply, file: string, type: string) =>
    reply
      .headers({
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-cache',
      })
      .type(type)
      .send(await readFile(join(folder, file)));
  app.get('/', (_request, reply) => send(reply, 'index.html', 'text/html; charset=utf-8'));
  for (const [file, type] of Object.entries(TYPES)) {
    app.get(`/page/${file}`, (_request, reply) => send(reply, file, type));
  }
  app.get('/page/info', async () => ({ teach, models: models() }));
}
