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
