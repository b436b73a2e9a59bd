import { RcnnError, throwIfAborted } from './errors.js';

export interface LookAheadOptions {
  /** Tasks begun before the first of them is handed out; a function where it depends on what has been seen. */
  readonly ahead: number | (() => number);
  readonly signal?: AbortSignal | undefined;
  /** Throws where no further task may begin: after the results of those that were begun, its error ends the list. */
  readonly check?: () => void;
}

/**
 * Runs a task for each item, some ahead, and hands the results out in order. What a task throws is thrown when its turn
 * comes. When the caller stops early, the tasks ahead are given up.
 */
export async function* lookAhead<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  task: (item: T, signal: AbortSignal) => Promise<R>,
  { ahead, signal, check = () => {} }: LookAheadOptions,
): AsyncGenerator<R> {
  const most = typeof ahead === 'number' ? () => ahead : ahead;
  const stop = new AbortController();
  const own = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const begun: Promise<R>[] = [];
  let refusal: Error | undefined;
  try {
    for await (const item of items) {
      throwIfAborted(signal);
      refusal = refusalOf(check);
      if (refusal) break;
      const result = task(item, own);
      result.catch(() => {}); // until its turn nobody may be waiting
      begun.push(result);
      while (begun.length >= most()) yield await begun.shift()!;
    }
    while (begun.length > 0) yield await begun.shift()!;
    if (refusal) throw refusal;
  } finally {
    stop.abort();
  }
}

function refusalOf(check: () => void): Error | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** As {@link lookAhead}, but an `RcnnError` of one source is its result; `aborted` ends everything, as any other does. */
export function inOrder<S, R extends object>(
  sources: Iterable<S> | AsyncIterable<S>,
  task: (source: S, signal: AbortSignal) => Promise<R>,
  options: LookAheadOptions,
): AsyncGenerator<{ source: S } & (R | { error: RcnnError })> {
  return lookAhead(sources, (source, signal) => settled(source, task(source, signal)), options);
}

async function settled<S, R extends object>(
  source: S,
  result: Promise<R>,
): Promise<{ source: S } & (R | { error: RcnnError })> {
  try {
    return { source, ...(await result) };
  } catch (error) {
    if (!(error instanceof RcnnError) || error.code === 'aborted') throw error;
    return { source, error };
  }
}
