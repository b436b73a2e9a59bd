/** A server of the command line: begins to listen, says where, and stays until it is stopped. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { RcnnError } from '../../../errors.js';

/** How the system refuses an address that this machine has not. */
const NO_ADDRESS = ['ENOTFOUND', 'EADDRNOTAVAIL', 'EAI_AGAIN'];
/** Clients that connect at once. Those beyond it (511 in Node) are dropped, and connect a second later; the system may allow fewer. */
const BACKLOG = 4096;

/** @throws RcnnError `bad-option` for a host that is no address of this machine, a port that is none or is taken */
export async function listen(
  app: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RcnnError(
      'bad-option',
      `Expected --port to be a whole number from 0 to 65535, but got ${port}.`,
    );
  }
  try {
    await app.listen({ host, port, backlog: BACKLOG });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && NO_ADDRESS.includes(code)) {
      throw new RcnnError(
        'bad-option',
        `Expected --host to be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them, but got ${host}.`,
        { cause: error },
      );
    }
    const why =
      code === 'EADDRINUSE'
        ? 'another program listens there'
        : code === 'EACCES'
          ? 'that port needs more rights'
          : code;
    throw new RcnnError(
      'bad-option',
      `Expected to listen at ${host}:${port}, but ${why}. --port takes another.`,
      { cause: error },
    );
  }
}

/** `http://127.0.0.1:8080` */
export function addressOf(app: FastifyInstance): string {
  const { address, port } = app.server.address() as AddressInfo;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

export function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
