import { RcnnError, throwIfAborted } from './errors.js';

export interface InOrderOptions {
  /** Tasks begun before the first of them is handed out. */
  readonly ahead: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a task for each source, some ahead, and hands the results out in order. An `RcnnError` of one source is its
 * result; `aborted` ends everything, as any other error does. When the caller stops early, the tasks ahead are given up.
 */
export async function* inOrder<S, R extends object>(
  sources: Iterable<S> | AsyncIterable<S>,
  task: (source: S, signal: AbortSignal) => Promise<R>,
  { ahead, signal }: InOrderOptions,
): AsyncGenerator<{ source: S } & (R | { error: RcnnError })> {
  const stop = new AbortController();
  const own = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const begun: Promise<() => { source: S } & (R | { error: RcnnError })>[] = [];
  try {
    for await (const source of sources) {
      throwIfAborted(signal);
      begun.push(settled(source, task(source, own)));
      if (begun.length >= ahead) yield (await begun.shift()!)();
    }
    while (begun.length > 0) yield (await begun.shift()!)();
  } finally {
    stop.abort();
  }
}

/** Never rejects, since nothing may be awaiting it yet: the outcome is returned or thrown on request. */
async function settled<S, R extends object>(source: S, result: Promise<R>) {
  try {
    const value = await result;
    return () => ({ source, ...value });
  } catch (error) {
    return () => {
      if (!(error instanceof RcnnError) || error.code === 'aborted') throw error;
      return { source, error };
    };
  }
}
