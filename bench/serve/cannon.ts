/** autocannon, which has no types of its own. */
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';

/** Of its results what is read here. */
export interface Cannon {
  readonly errors: number;
  readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>;
}

type Autocannon = (options: object, done: (error: Error | null, result: Cannon) => void) => EventEmitter;

const autocannon = createRequire(import.meta.url)('autocannon') as Autocannon;

/** @param onResponse told of every answer: its status, and milliseconds since its request was written */
export function cannon(
  options: object,
  onResponse?: (status: number, milliseconds: number) => void,
): Promise<Cannon> {
  return new Promise((resolve, reject) => {
    const running = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
    if (!onResponse) return;
    running.on('response', (_client: object, status: number, _bytes: number, milliseconds: number) =>
      onResponse(status, milliseconds),
    );
  });
}

/** One connection, which asks again after each answer. */
interface Client {
  readonly destroyed: boolean;
  _doRequest(): void;
}

/**
 * For `setupClient`: a client that waits for 0.5 to 1.5 s before each request. Autocannon's own rate has all clients tick by
 * timers of one length, and Node fires those that come due while it is held up together, then and from then on: a thousand
 * clients become a few crowds. Clients on a thousand machines have clocks of their own.
 *
 * @param random numbers from 0 to 1
 */
export function pausing(random: () => number): (client: Client) => void {
  return (client) => {
    const send = client._doRequest;
    client._doRequest = () => {
      setTimeout(() => client.destroyed || send.call(client), 500 + 1000 * random());
    };
  };
}
