/** The log of requests, without the queries of their addresses: those may hold the token. */
import type { FastifyRequest } from 'fastify';
import { pathOf } from './http-error.js';

/** Fastify's logger. @param level the least that is written: `info` for each request */
export function requestLog(level: 'info' | 'error') {
  return { level, serializers: { req: logged } };
}

function logged({ method, url, host, ip, socket }: FastifyRequest) {
  return { method, url: pathOf(url), host, remoteAddress: ip, remotePort: socket.remotePort };
}
