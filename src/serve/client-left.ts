import type { FastifyReply } from 'fastify';
import { HttpError } from './http-error.js';

/** @returns a signal that is aborted when the client disconnects before it has the answer */
export function clientLeft({ raw }: FastifyReply): AbortSignal {
  const left = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) left.abort(new HttpError(499, 'aborted', 'The client disconnected.'));
  });
  return left.signal;
}
