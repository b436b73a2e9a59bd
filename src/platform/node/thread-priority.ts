/** Lets a server's main thread go before its workers: it has little to do, but that little at once. */
import { getPriority, setPriority } from 'node:os';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

const KEY = 'googlenet-rcnn:priority-of-threads';
/** In nice values. A thread that is this much lower gets a tenth of the processor that the two compete for. */
const LOWER_BY = 10;
const LOWEST = 19;

/** Threads of pools that start from now on compete for the processors at a lower priority than this one. */
export function mainThreadFirst(): void {
  setEnvironmentData(KEY, Math.min(LOWEST, getPriority() + LOWER_BY));
}

/**
 * Called by each thread of a pool before its first job; native threads that it starts inherit its priority. Does
 * nothing but on Linux, the only system where a process id of 0 means the calling thread, not the whole process.
 */
export function takePriority(): void {
  const priority = getEnvironmentData(KEY);
  if (process.platform === 'linux' && typeof priority === 'number') setPriority(priority);
}
