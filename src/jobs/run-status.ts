import type { FailedUnit, UnitJob, UnitQueue } from './queue/unit-queue.js';
import type { Storage } from './storage/storage.js';
import { readRun } from './stored-run.js';
import { listUnits, readUnit } from './unit-file.js';
import { coverOf, imagesIn } from './unit-range.js';

/** How far a run is. */
export interface RunStatus {
  readonly run: string;
  readonly task: string;
  readonly model: string;
  readonly split: string;
  readonly images: number;
  /** Images whose results are there. */
  readonly done: number;
  /** By class of machines; more than one: the run does not merge by itself. */
  readonly machines: readonly { readonly cpu: string; readonly runtime: string; readonly images: number }[];
  readonly active: readonly UnitJob[];
  readonly failed: readonly FailedUnit[];
}

/** What the storage and the queue know of a run. @throws RcnnError `file-not-found`, `bad-file`, `storage-failed` */
export async function runStatus(
  storage: Storage,
  queue: Pick<UnitQueue, 'active' | 'failed'>,
  run: string,
): Promise<RunStatus> {
  const stored = await readRun(storage, run);
  const { plan } = stored.record;
  const units = await listUnits(storage, run);
  const total = stored.images.length;
  const covered = (some: typeof units) => total - imagesIn(coverOf(some, total).gaps);
  const machines = [];
  for (const tag of [...new Set(units.map(({ machine }) => machine))].sort()) {
    const own = units.filter(({ machine }) => machine === tag);
    const { machine } = await readUnit(storage, stored, own[0]!);
    machines.push({ ...machine, images: covered(own) });
  }
  return {
    run,
    task: plan.task,
    model: plan.model.name,
    split: plan.data.split,
    images: total,
    done: covered(units),
    machines,
    active: await queue.active(run),
    failed: await queue.failed(run),
  };
}
