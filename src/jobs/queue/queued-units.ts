/** What a queue holds of units, and how it tells of them. */
import type * as BullMq from 'bullmq';
import type { UnitRange } from '../unit-range.js';

/** All that a queue holds of a unit: the pixels stay where they are. */
export interface UnitJob extends UnitRange {
  readonly run: string;
}

/** A unit that failed for good, with the last reason. */
export interface FailedUnit extends UnitJob {
  readonly reason: string;
}

/** A unit that failed and is tried again later. */
export interface DelayedUnit extends FailedUnit {
  /** Which try comes next, of how many. */
  readonly next: number;
  readonly tries: number;
  /** When, at the earliest: ISO 8601. */
  readonly notBefore: string;
}

/** What a queue holds, by state. */
export interface QueuedUnits {
  readonly waiting: readonly UnitJob[];
  /** A worker has them now. */
  readonly active: readonly UnitJob[];
  readonly delayed: readonly DelayedUnit[];
  readonly failed: readonly FailedUnit[];
}

export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  /** Failed, and tried again later. */
  readonly delayed: number;
  readonly failed: number;
}

type Job = BullMq.Job<UnitJob>;

export function failedUnit({ data, failedReason }: Job): FailedUnit {
  return { ...data, reason: failedReason ?? 'unknown' };
}

/** The store keeps the wait, but not when it began: after the unit was taken. */
export function delayedUnit(job: Job): DelayedUnit {
  const { attemptsMade, opts, processedOn = job.timestamp, delay } = job;
  return {
    ...failedUnit(job),
    next: attemptsMade + 1,
    tries: opts.attempts ?? 1,
    notBefore: new Date(processedOn + delay).toISOString(),
  };
}
