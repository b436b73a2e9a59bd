/**
 * Which pages may ask a server that anyone on this machine may. A site can have a name of its own point at this machine (DNS
 * rebinding): for the browser its pages are then the server's own, and only the name tells them apart.
 */
import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { HttpError } from './http-error.js';

/**
 * Whether no other site can have the name: an address, `localhost`, or one of those given.
 *
 * @param host with or without a port, as in the header `Host`
 */
export function isOwnName(host: string, names: readonly string[] = []): boolean {
  const address = `http://${host}`;
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  const local = hostname === 'localhost' || hostname.endsWith('.localhost');
  return local || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || names.includes(hostname);
}

/**
 * Refuses what pages of other names send (403). Programs, which send no `Origin`, may call the server by any name, as
 * containers do.
 */
export function refuseOtherPages(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers: { origin } }) => {
    if (origin === undefined || (URL.canParse(origin) && isOwnName(new URL(origin).host))) return;
    throw new HttpError(
      403,
      'unauthorized',
      'Expected a page at localhost or at an address of this machine. Pages at other names need --token.',
    );
  });
}
