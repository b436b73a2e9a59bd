/** The queue of units: BullMQ, on Redis or PostgreSQL. Nothing outside this folder knows it. */
import type * as BullMq from 'bullmq';
import { RcnnError } from '../../errors.js';
import { optionalPackage } from '../optional-package.js';
import { connectionOf, describeQueue, expectListener, type QueueConnection } from './connection.js';
import { ANSWER, closed, inTime } from './in-time.js';
import {
  delayedUnit,
  type FailedUnit,
  failedUnit,
  type QueueCounts,
  type QueuedUnits,
  type UnitJob,
} from './queued-units.js';

/** What is known of a unit beside its name. */
export interface Delivery {
  /** Workers that vanished while they had it. */
  readonly deaths: number;
}

/** `again`: it goes back into the queue as it was. */
type Outcome = 'done' | 'again';

type Handler = (unit: UnitJob, delivery: Delivery) => Promise<Outcome>;

export interface WorkOptions {
  /** Units at once. */
  readonly concurrency: number;
  /** Seconds after which a worker that is not heard of has lost its unit. */
  readonly lock?: number;
  /** Told of connections that break and units that fail; both are tried again. */
  readonly onTrouble?: (message: string) => void;
}

type Bull = typeof BullMq;
type Job = BullMq.Job<UnitJob>;

const NAME = 'googlenet-rcnn';

/** Jobs in one message to the store. */
const CHUNK = 500;

/** Seconds before the first try after a failure; each further wait is twice as long, the last 11 minutes. */
const FIRST_WAIT = 5;
const TRIES = 8;

/** Seconds, BullMQ's own; renewed at half of it. */
const LOCK = 30;

/** More deaths than a unit can have; PostgreSQL counts in 32 bits. */
const EVER = 1_000_000_000;

export class UnitQueue implements AsyncDisposable {
  readonly #bull: Bull;
  readonly #connection: QueueConnection;
  readonly #queue: BullMq.Queue<UnitJob>;
  readonly #firstWait: number;

  private constructor(bull: Bull, connection: QueueConnection, firstWait: number) {
    this.#bull = bull;
    this.#connection = connection;
    this.#firstWait = firstWait;
    const { options, backend } = connection;
    const settings = { connection: options as BullMq.ConnectionOptions };
    this.#queue = new bull.Queue(NAME, settings, backend) as BullMq.Queue<UnitJob>;
  }

  /**
   * @param url `redis://[user:password@]host:port/db`, `rediss://`, `postgres://user:password@host:port/database`
   * @param firstWait seconds before the first try after a failure
   * @throws RcnnError `bad-option`, `package-missing`; `queue-failed` when nobody answers there
   */
  static async open(url: string, { firstWait = FIRST_WAIT } = {}): Promise<UnitQueue> {
    const connection = connectionOf(url);
    const bull = optionalPackage<Bull>('bullmq', [connection.driver]);
    try {
      await expectListener(connection); // BullMQ would ask one that is not there for ever
      const queue = new UnitQueue(bull, connectionOf(url, bull), firstWait);
      await queue.#ready();
      return queue;
    } catch (cause) {
      const { message, code } = cause as NodeJS.ErrnoException;
      const why = message || code;
      throw new RcnnError('queue-failed', `Expected a queue at ${describeQueue(url)}, but: ${why}`, {
        cause,
      });
    }
  }

  /** A unit that waits, is at work or has failed is not added again. */
  async add(units: readonly UnitJob[]): Promise<void> {
    const backoff = { type: 'exponential', delay: 1000 * this.#firstWait };
    const opts = { attempts: TRIES, backoff, removeOnComplete: true };
    for (let at = 0; at < units.length; at += CHUNK) {
      const chunk = units.slice(at, at + CHUNK);
      await this.#queue.addBulk(
        chunk.map(({ run, from, to }) => ({
          name: 'unit',
          data: { run, from, to },
          opts: { ...opts, jobId: `${run}-${from}-${to}` },
        })),
      );
    }
  }

  /** @throws RcnnError `queue-failed` when the store does not answer */
  async counts(): Promise<QueueCounts> {
    const counts = await inTime(this.#queue.getJobCounts());
    if (counts === undefined) {
      const seconds = ANSWER / 1000;
      throw new RcnnError(
        'queue-failed',
        `Expected the queue to answer, but it did not in ${seconds} seconds.`,
      );
    }
    const { waiting = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
    return { waiting: waiting + prioritized, active, delayed, failed };
  }

  /** @param run default: the units of all runs */
  async units(run?: string): Promise<QueuedUnits> {
    const waiting = await this.#jobs(['waiting'], run);
    const active = await this.#jobs(['active'], run);
    const delayed = await this.#jobs(['delayed'], run);
    return {
      waiting: waiting.map(({ data }) => data),
      active: active.map(({ data }) => data),
      delayed: delayed.map(delayedUnit),
      failed: await this.failed(run),
    };
  }

  /** @param run default: the units of all runs */
  async failed(run?: string): Promise<FailedUnit[]> {
    return (await this.#jobs(['failed'], run)).map(failedUnit);
  }

  /** Puts the failed units of a run back, and those forward that would be tried again later. @returns how many */
  async retry(run: string): Promise<{ failed: number; delayed: number }> {
    const anew = { resetAttemptsMade: true, resetAttemptsStarted: true };
    const failed = await changeAll(await this.#jobs(['failed'], run), MOVED, (job) =>
      job.retry('failed', anew),
    );
    const delayed = await changeAll(await this.#jobs(['delayed'], run), MOVED, (job) => job.promote());
    return { failed, delayed };
  }

  /** Takes out the units of a run that no worker has. @returns how many */
  async remove(run: string): Promise<number> {
    const jobs = await this.#jobs(['waiting', 'delayed', 'failed'], run);
    return changeAll(jobs, LOCKED, (job) => job.remove());
  }

  /**
   * Takes units and hands them to `handler` until the result is closed, which waits for those at work. What `handler`
   * throws is a failure: the unit is tried again later, and at last kept as failed.
   */
  work(handler: Handler, { concurrency, lock = LOCK, onTrouble }: WorkOptions): AsyncDisposable {
    const { options, backend } = this.#connection;
    const atWork = new Set<Promise<Outcome>>();
    const process = async (job: Job, token?: string) => {
      const work = handler(job.data, { deaths: job.stalledCounter });
      atWork.add(work);
      const outcome = await work.finally(() => atWork.delete(work));
      if (outcome === 'done') return;
      await job.moveToWait(token);
      throw new this.#bull.WaitingError();
    };
    const worker: BullMq.Worker = new this.#bull.Worker(
      NAME,
      process,
      {
        connection: options as BullMq.ConnectionOptions,
        concurrency,
        lockDuration: 1000 * lock,
        stalledInterval: 1000 * lock,
        // Who vanished and how often is for the handler to judge.
        maxStalledCount: EVER,
      },
      backend,
    );
    worker.on('error', (error) => onTrouble?.(error.message));
    worker.on('failed', (_, error) => onTrouble?.(error.message));
    return { [Symbol.asyncDispose]: () => closed(worker, atWork) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await closed(this.#queue);
  }

  async #jobs(states: (keyof QueuedUnits)[], run?: string): Promise<Job[]> {
    const found: Job[] = [];
    for (let at = 0; ; at += CHUNK) {
      const page = await this.#queue.getJobs(states, at, at + CHUNK - 1);
      // A unit may end between the list of names and the look at it.
      found.push(...page.filter((job) => job !== undefined && (run === undefined || job.data.run === run)));
      if (page.length === 0) return found;
    }
  }

  /** @throws the first error of the connection; later it connects anew by itself */
  async #ready(): Promise<void> {
    const refused = new Promise<never>((_, reject) => this.#queue.on('error', reject));
    try {
      await Promise.race([this.#queue.waitUntilReady(), refused]);
    } catch (error) {
      void this.#queue.disconnect().catch(() => {});
      throw error;
    }
  }
}

/** A unit that a worker took in the meantime stays. */
const LOCKED = /locked/i;

/** A unit that was put back or whose time came in the meantime is waiting or at work; one that is done by now is gone. */
const MOVED = /not in the (failed|delayed) state|missing key/i;

/** @param passed messages of units that are as good as changed, or stay @returns how many were changed */
async function changeAll(
  jobs: readonly Job[],
  passed: RegExp,
  change: (job: Job) => Promise<void>,
): Promise<number> {
  let changed = 0;
  const one = async (job: Job) => {
    try {
      await change(job);
      changed++;
    } catch (error) {
      if (!passed.test((error as Error).message)) throw error;
    }
  };
  for (let at = 0; at < jobs.length; at += CHUNK) await Promise.all(jobs.slice(at, at + CHUNK).map(one));
  return changed;
}
