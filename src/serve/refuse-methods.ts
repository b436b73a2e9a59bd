/** An address that is there for another method is no typing mistake: 405 says which, where 404 would send people looking. */
import type { FastifyInstance } from 'fastify';
import { methodNotAllowed, pathOf } from './http-error.js';

/** Of routes that are added from here on, those of other protocols included; each answers in its own form of errors. */
export function refuseOtherMethods(app: FastifyInstance): void {
  const routes: { readonly path: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ path: patternOf(url), methods: [method].flat() });
  });
  app.addHook('onRequest', async (request) => {
    if (!request.is404) return;
    const path = pathOf(request.url);
    const methods = routes.filter((route) => route.path.test(path)).flatMap((route) => route.methods);
    if (methods.length > 0) throw methodNotAllowed(request, [...new Set(methods)].sort());
  });
}

/** Of a route whose parameters are whole segments; a slash at the end means nothing. */
function patternOf(url: string): RegExp {
  const segments = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : escaped(part)));
  return new RegExp(`^${segments.join('/')}/?$`);
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
