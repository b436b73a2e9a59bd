import type { FastifyReply } from 'fastify';
import { HttpError } from './http-error.js';

/** Aborted when the client closes its connection before it has the answer. */
export function clientLeft({ raw }: FastifyReply): AbortSignal {
  const left = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) left.abort(new HttpError(499, 'aborted', 'The client left.'));
  });
  return left.signal;
}
