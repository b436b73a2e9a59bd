/**
 * Admission by expected wait. A few detections run at once; a request that would wait longer than the limit is refused
 * immediately and told when to retry, since an answer that comes too late helps no one and delays all others.
 */
import { busy, HttpError } from './http-error.js';

export interface WorkQueueOptions {
  /** Jobs that run at once. */
  readonly parallel: number;
  /** A job that would wait longer is refused; seconds. */
  readonly longestWait: number;
  /** From arrival to answer; seconds. */
  readonly deadline: number;
  /** Seconds that a job is expected to take before any has been measured. */
  readonly firstGuess?: number;
  /** Milliseconds of a clock; default: this process's. */
  readonly now?: () => number;
}

export interface QueueState {
  readonly waiting: number;
  readonly running: number;
  /** Seconds until a job that came now would start. */
  readonly expectedWait: number;
}

/** Two at once take so long each on two cores, and the first ones longer: what is admitted before any was measured is kept. */
const FIRST_GUESS = 2;
/** Share of the newest job in the mean duration: about the last ten count. */
const NEWEST = 0.2;
/** Seconds for which a photograph on its way keeps its place: a client that sends slowly must not keep others out. */
const ON_ITS_WAY = 1;

interface Waiting {
  readonly start: () => void;
}

interface Place {
  readonly reservedAt: number;
  /** A job of the request has come. */
  taken: boolean;
}

export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #waiting = new Set<Waiting>();
  /** Of requests that were let in, by the signals of their clients. */
  readonly #places = new Map<AbortSignal, Place>();
  #running = 0;
  /** When those that run began. */
  readonly #began = new Set<{ readonly at: number }>();
  readonly #now: () => number;
  #meanSeconds: number;
  #closed = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
    this.#meanSeconds = options.firstGuess ?? FIRST_GUESS;
    this.#now = options.now ?? (() => performance.now());
  }

  get state(): QueueState {
    const { parallel } = this.#options;
    const coming = [...this.#places.values()].filter((place) => this.#isComing(place)).length;
    const before = this.#running + this.#waiting.size + coming;
    const ahead = Math.max(0, before - parallel + 1); // this many must end first
    return {
      waiting: this.#waiting.size,
      running: this.#running,
      expectedWait: (ahead * this.#secondsEach()) / parallel,
    };
  }

  /**
   * Keeps a place for a request until its photograph is there. Else all requests that come before the first of them has
   * arrived would be let in, to be refused late. A request of several photographs, whose jobs come one after the other, is not
   * refused half-way.
   *
   * @param left the client's, with which the jobs will be run
   * @throws HttpError 429 `busy`, 503 while closing
   */
  reserve(left: AbortSignal): void {
    this.#expectRoom();
    this.#places.set(left, { reservedAt: this.#now(), taken: false });
  }

  /** Of a request that ended, whether or not a job came of it. */
  release(left: AbortSignal): void {
    this.#places.delete(left);
  }

  #isComing({ reservedAt, taken }: Place): boolean {
    return !taken && this.#secondsSince(reservedAt) < ON_ITS_WAY;
  }

  /** @throws as {@link #expectRoom} */
  #takePlace(left: AbortSignal): void {
    const place = this.#places.get(left);
    const kept = place !== undefined && (place.taken || this.#isComing(place));
    if (!kept || this.#closed) this.#expectRoom();
    if (place) place.taken = true;
  }

  /**
   * Runs the job in its turn. Its signal is aborted when the client leaves or the deadline passes.
   *
   * @param options `measured`: whether its time says how long later jobs take; default: true
   * @throws HttpError 429 `busy`, 503 while closing, 504 `deadline`; RcnnError `aborted` of the job itself
   */
  async run<T>(
    job: (signal: AbortSignal) => Promise<T>,
    left: AbortSignal,
    { measured = true }: { readonly measured?: boolean } = {},
  ): Promise<T> {
    this.#takePlace(left);
    const arrived = this.#now();
    const late = AbortSignal.timeout(1000 * this.#options.deadline);
    const signal = AbortSignal.any([left, late]);
    try {
      await this.#turn(signal);
      try {
        this.#expectInTime(arrived);
        return await (measured ? this.#timed(() => job(signal), late) : job(signal));
      } finally {
        this.#running--;
        this.#next();
      }
    } catch (error) {
      if (late.aborted && !left.aborted) throw this.#tooLate();
      throw error;
    }
  }

  /** Failures, bad pictures mostly, say nothing of the next job's time; what ran into its deadline does. */
  async #timed<T>(job: () => Promise<T>, late: AbortSignal): Promise<T> {
    const began = { at: this.#now() };
    this.#began.add(began);
    const measure = () => {
      this.#meanSeconds += NEWEST * (this.#secondsSince(began.at) - this.#meanSeconds);
    };
    try {
      const result = await job();
      measure();
      return result;
    } catch (error) {
      if (late.aborted) measure();
      throw error;
    } finally {
      this.#began.delete(began);
    }
  }

  /** The mean of the last jobs, or what those that run have already taken: on a machine that became slow at once. */
  #secondsEach(): number {
    return [...this.#began].reduce(
      (most, { at }) => Math.max(most, this.#secondsSince(at)),
      this.#meanSeconds,
    );
  }

  #secondsSince(at: number): number {
    return (this.#now() - at) / 1000;
  }

  /** Work that waited longer than it was promised and would run into its deadline costs those behind it theirs. */
  #expectInTime(arrived: number): void {
    const { longestWait, deadline } = this.#options;
    const waited = this.#secondsSince(arrived);
    if (waited > longestWait && waited + this.#meanSeconds > deadline) throw this.#tooLate();
  }

  #tooLate(): HttpError {
    const { deadline } = this.#options;
    return new HttpError(504, 'deadline', `Expected an answer within ${deadline} s, but it takes longer.`);
  }

  /** Refuses new jobs from now on. Resolves when those that were admitted have ended. */
  async drain(): Promise<void> {
    this.#closed = true;
    while (this.#running > 0 || this.#waiting.size > 0) await new Promise((wake) => setTimeout(wake, 20));
  }

  /** @throws HttpError 429 `busy` where a new job would wait too long, 503 while closing */
  #expectRoom(): void {
    if (this.#closed) {
      throw busy(503, 'The server is shutting down.', 5);
    }
    const { expectedWait } = this.state;
    if (expectedWait > this.#options.longestWait) {
      const seconds = Math.max(1, Math.ceil(expectedWait - this.#options.longestWait));
      const wait = expectedWait.toFixed(1);
      const why = `The server is busy: a new photograph would wait ${wait} s. Retry in ${seconds} s.`;
      throw busy(429, why, seconds);
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#running < this.#options.parallel) {
      this.#running++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const entry: Waiting = { start: resolve };
      this.#waiting.add(entry);
      signal.addEventListener('abort', () => this.#waiting.delete(entry) && reject(signal.reason), {
        once: true,
      });
    });
  }

  /** Starts the job that has waited longest, in place of the one that ended. */
  #next(): void {
    const [first] = this.#waiting;
    if (!first) return;
    this.#waiting.delete(first);
    this.#running++;
    first.start();
  }
}
