import { dirname, normalize, sep } from 'node:path';
import { RcnnError } from '../errors.js';
import type { DelayedUnit, FailedUnit, QueuedUnits, UnitJob } from './queue/queued-units.js';
import type { UnitQueue } from './queue/unit-queue.js';
import type { Storage } from './storage/storage.js';
import { readRun, type StoredRun } from './stored-run.js';
import { listUnits, readUnit } from './unit-file.js';
import { coverOf, imagesIn } from './unit-range.js';

/**
 * `failed`: images are missing, nothing is at work or waits, and the queue has the reasons. `stopped`: the queue has nothing
 * of it, since it was cancelled or the queue lost it.
 */
type RunState = 'complete' | 'at work' | 'waiting' | 'failed' | 'stopped';

/** How far a run is. */
export interface RunStatus {
  readonly run: string;
  readonly task: string;
  readonly model: string;
  readonly split: string;
  /** Folder that the first and the last photograph are in or below, where the run was submitted. */
  readonly folder: string;
  readonly state: RunState;
  readonly images: number;
  /** Images whose results are there. */
  readonly done: number;
  /** By class of machines; more than one: the run does not merge by itself. */
  readonly machines: readonly { readonly cpu: string; readonly runtime: string; readonly images: number }[];
  /** Units that wait for a worker. */
  readonly waiting: number;
  readonly active: readonly UnitJob[];
  readonly delayed: readonly DelayedUnit[];
  readonly failed: readonly FailedUnit[];
}

/**
 * What the storage and the queue know of runs, by one look into the queue.
 *
 * @param onDamaged is told of runs that cannot be read, which are then left out; without it the first one ends all
 * @throws RcnnError `file-not-found`, `bad-file`, `storage-failed`
 */
export async function runStatuses(
  storage: Storage,
  queue: Pick<UnitQueue, 'units'>,
  runs: readonly string[],
  onDamaged?: (run: string, error: RcnnError) => void,
): Promise<RunStatus[]> {
  const queued = await queue.units();
  const found: RunStatus[] = [];
  for (const run of runs) {
    try {
      found.push(await statusOf(storage, queued, run));
    } catch (error) {
      if (!onDamaged || !isOfOneRun(error)) throw error;
      onDamaged(run, error);
    }
  }
  return found;
}

/** A storage that does not answer is no fault of a run. */
function isOfOneRun(error: unknown): error is RcnnError {
  return error instanceof RcnnError && (error.code === 'bad-file' || error.code === 'file-not-found');
}

async function statusOf(storage: Storage, queued: QueuedUnits, run: string): Promise<RunStatus> {
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
  const ofRun = <T extends UnitJob>(all: readonly T[]) => all.filter((unit) => unit.run === run);
  const known = {
    images: total,
    done: covered(units),
    waiting: ofRun(queued.waiting).length,
    active: ofRun(queued.active),
    delayed: ofRun(queued.delayed),
    failed: ofRun(queued.failed),
  };
  const { task, model, data } = plan;
  const names = { run, task, model: model.name, split: data.split, folder: folderOf(stored) };
  return { ...names, state: stateOf(known), ...known, machines };
}

function folderOf({ images, record }: StoredRun): string {
  if (images.length === 0) return record.root;
  const ends = [0, images.length - 1].flatMap((at) => images.images({ from: at, to: at + 1 }, record.root));
  const [first = [], last = []] = ends.map(({ path }) => dirname(normalize(path)).split(sep));
  const differs = first.findIndex((part, i) => part !== last[i]);
  return first.slice(0, differs < 0 ? first.length : differs).join(sep) || sep;
}

type Known = Pick<RunStatus, 'images' | 'done' | 'waiting' | 'active' | 'delayed' | 'failed'>;

function stateOf({ images, done, waiting, active, delayed, failed }: Known): RunState {
  if (done === images) return 'complete';
  if (active.length > 0) return 'at work';
  if (waiting + delayed.length > 0) return 'waiting';
  return failed.length > 0 ? 'failed' : 'stopped';
}
