/** The server's token, in the ways that clients send theirs. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { HttpError } from './http-error.js';

/** In the query of any route, and in the form of some: the token, of clients that send no header. */
export const TOKEN_FIELD = 'api_key';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route looks for the token in its form, where the request has none before. */
    readonly tokenInForm?: boolean;
  }
}

/** Before the body is read. @throws HttpError 401 */
export function checkToken(request: FastifyRequest, token: string): void {
  const given = tokenOf(request);
  if (given === undefined && request.routeOptions.config.tokenInForm) return;
  expectToken(given, token);
}

/** `api_key` of DeepStack's clients, which send it as a field of the form. @throws HttpError 401 */
export function checkFormToken(
  request: FastifyRequest,
  fields: Readonly<Record<string, unknown>>,
  token: string | undefined,
): void {
  if (token !== undefined && tokenOf(request) === undefined) expectToken(fields[TOKEN_FIELD], token);
}

function tokenOf(request: FastifyRequest): unknown {
  const { authorization, token } = request.headers;
  const query = request.query as Readonly<Record<string, unknown>> | undefined;
  return /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? token ?? query?.[TOKEN_FIELD];
}

function expectToken(given: unknown, token: string): void {
  if (typeof given === 'string' && equal(given, token)) return;
  throw new HttpError(
    401,
    'unauthorized',
    'Expected the token of this server as "Authorization: Bearer ...", or as the API key of a camera program.',
  );
}

/** Takes the same time wherever the two differ. */
function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
