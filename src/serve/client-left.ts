import type { FastifyReply } from 'fastify';
import { HttpError } from './http-error.js';

const signals = new WeakMap<FastifyReply['raw'], AbortSignal>();

/** @returns a signal that is aborted when the client disconnects before it has the answer: the same for the same reply */
export function clientLeft({ raw }: FastifyReply): AbortSignal {
  const known = signals.get(raw);
  if (known) return known;
  const left = new AbortController();
  signals.set(raw, left.signal);
  raw.once('close', () => {
    if (!raw.writableFinished) left.abort(new HttpError(499, 'aborted', 'The client disconnected.'));
  });
  return left.signal;
}
