import { RcnnError } from '../errors.js';
import { packageVersion } from '../platform/node/package-root.js';
import { type Machine, machineOf } from '../runs/machine.js';
import { hashesOfFiles } from '../runs/photograph-hashes.js';
import { poisonLine, type UnitComputer } from './compute/unit-computer.js';
import type { LocalFiles } from './local-files.js';
import type { UnitJob } from './queue/queued-units.js';
import type { Delivery, UnitQueue } from './queue/unit-queue.js';
import type { Storage } from './storage/storage.js';
import { readRun, type StoredRun } from './stored-run.js';
import { unitKey, unitText } from './unit-file.js';
import { halvesOf, type UnitRange } from './unit-range.js';

/** What a worker works with. */
export interface Bench {
  readonly storage: Storage;
  readonly queue: Pick<UnitQueue, 'add'>;
  readonly computer: UnitComputer;
  readonly files: LocalFiles;
  /** Folder of the photographs here; default: the one that the run was submitted with. */
  readonly images?: string | undefined;
  readonly threads?: number | undefined;
  /** Given up: finish the image at hand and hand the rest back. */
  readonly signal: AbortSignal;
  /** Told of what is done. */
  readonly onImages?: (images: number) => void;
}

/**
 * `part`: the rest of it is in the queue as a unit by itself. `halved`: both halves are in the queue. `again`: all of it has
 * to go back.
 */
export type UnitEnd = 'done' | 'part' | 'halved' | 'again';

/** Deaths of workers over one image before it is told to be the reason. */
const DEADLY = 2;

/**
 * Computes a unit and stores its results, unless they are there.
 *
 * A worker that vanished with a unit may have been killed for the memory that one of its images took: such a unit is
 * divided, until the image is alone and two workers have died of it; then it is an error line. Handed back in the middle
 * of a unit, what is done is stored, and the rest is a unit by itself.
 *
 * @throws RcnnError what another try may get over: a full storage, a model that cannot be had, photographs that are not
 *   there or are others than those that were submitted
 */
export async function processUnit(unit: UnitJob, { deaths }: Delivery, bench: Bench): Promise<UnitEnd> {
  const { storage, queue, signal } = bench;
  if (signal.aborted) return 'again';
  const run = await bench.files.run(unit.run, () => readRun(storage, unit.run));
  const { plan } = run.record;
  expectVersion(plan.program, unit.run);
  const machine = await machineOf(String(plan.options['engine']));
  const place = { run, machine, bench };
  if (await isStored(place, unit)) return 'done';
  if (deaths > 0 && unit.to - unit.from > 1) {
    await queue.add(halvesOf(unit, plan.batch).map((half) => ({ run: unit.run, ...half })));
    return 'halved';
  }
  const images = imagesOf(run, unit, bench);
  if (deaths >= DEADLY) {
    await store(place, unit, [poisonLine(images[0]!, 'its worker vanished')]);
    return 'done';
  }
  const task = { recipe: plan, files: await bench.files.of(run.record, storage), threads: bench.threads };
  const lines = await bench.computer.compute(task, images, signal);
  return await keep(place, unit, lines);
}

interface Place {
  readonly run: StoredRun;
  readonly machine: Machine;
  readonly bench: Bench;
}

/** By itself, or in halves: a unit may be in the queue once more beside those that it was divided into. */
async function isStored(place: Place, range: UnitRange): Promise<boolean> {
  const { run, machine, bench } = place;
  if (await bench.storage.has(unitKey(run, range, machine))) return true;
  if (range.to - range.from === 1) return false;
  for (const half of halvesOf(range, run.record.plan.batch)) {
    if (!(await isStored(place, half))) return false;
  }
  return true;
}

/** Stores what there is; what is missing goes back, from a place where images computed together begin. */
async function keep(place: Place, unit: UnitJob, lines: readonly string[]): Promise<UnitEnd> {
  const { record } = place.run;
  const whole = lines.length === unit.to - unit.from;
  const kept = whole ? lines.length : lines.length - (lines.length % record.plan.batch);
  if (kept === 0) return 'again';
  const cut = unit.from + kept;
  await store(place, { from: unit.from, to: cut }, lines.slice(0, kept));
  if (whole) return 'done';
  await place.bench.queue.add([{ run: unit.run, from: cut, to: unit.to }]);
  return 'part';
}

async function store({ run, machine, bench }: Place, range: UnitRange, lines: readonly string[]) {
  await expectSubmitted(run, range, bench);
  await bench.storage.create(unitKey(run, range, machine), unitText(run.id, range, machine, lines));
  bench.onImages?.(lines.length);
}

function imagesOf({ images, record }: StoredRun, range: UnitRange, bench: Bench) {
  return images.images(range, bench.images ?? record.root);
}

/**
 * Looked at after the computation, so that nothing is stored of a folder that went away meanwhile: its images would be
 * error lines.
 *
 * @throws RcnnError `file-not-found`, `bad-file` when photographs are not there, or others than those that were submitted
 */
async function expectSubmitted(run: StoredRun, range: UnitRange, bench: Bench): Promise<void> {
  const images = imagesOf(run, range, bench);
  const hashes = await hashesOfFiles(images.map(({ path }) => path));
  const other = images.find(({ sha256 }, i) => sha256 !== hashes[i]);
  if (other === undefined) return;
  if (hashes[images.indexOf(other)] === null) {
    throw new RcnnError(
      'file-not-found',
      `Expected the photographs of run ${run.id}, but ${other.path} cannot be read. Mount their folder there, or name it with --images; if it was removed, submit the run again.`,
    );
  }
  const before = other.sha256 === null ? 'could not be read then' : 'had other contents then';
  throw new RcnnError(
    'bad-file',
    `Expected the photographs that run ${run.id} was submitted with, but ${other.path} ${before}. Put that one back, or submit the run again: it is another one now.`,
  );
}

/** Another version may compute other bytes. */
function expectVersion(program: string, run: string): void {
  const own = packageVersion();
  if (program === own) return;
  throw new RcnnError(
    'bad-option',
    `Expected a worker of version ${program}, which run ${run} was submitted with, but this is ${own}. Start workers of that version, or submit the run anew.`,
  );
}
