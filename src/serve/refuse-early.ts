/** Requests that will be refused are refused before their body is sent, where the client gives the chance. */
import type { FastifyInstance } from 'fastify';
import { bodyTooLarge } from './http-error.js';

/**
 * A body that is announced as too large is not read. A client that asks first (`Expect: 100-continue`, curl from 1 MB on)
 * is told to go on only once nothing speaks against its request; Node would tell it at once.
 *
 * @param bodyLimit bytes
 */
export function refuseEarly(app: FastifyInstance, bodyLimit: number): void {
  app.server.on('checkContinue', (request, response) => app.routing(request, response));
  app.addHook('onRequest', async ({ headers }) => {
    if (Number(headers['content-length']) > bodyLimit) throw bodyTooLarge();
  });
  app.addHook('preParsing', async ({ headers }, { raw }) => {
    if (headers.expect?.toLowerCase() === '100-continue') raw.writeContinue();
  });
}
