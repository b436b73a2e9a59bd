import { RcnnError } from '../errors.js';
import { type Machine, mixtureOf } from '../runs/machine.js';
import { type Manifest, manifestOn } from '../runs/manifest.js';
import { type MergeOptions, writeWhole } from '../runs/merge.js';
import type { Storage } from './storage/storage.js';
import { readRun, type StoredRun } from './stored-run.js';
import { listUnits, readUnit, type UnitFile } from './unit-file.js';
import { type Cover, coverOf, imagesIn } from './unit-range.js';

/**
 * Joins the units of a run, in order, to the folder that one process would have written, byte for byte.
 *
 * @returns the manifest of the whole
 * @throws RcnnError `file-not-found` for an unknown run; `incomplete` when images are missing; `bad-option` when machines of
 *   several classes computed it, none of them all of it, or when `out` holds another run; `bad-file`, `disk-full`,
 *   `storage-failed`
 */
export async function mergeUnits(
  storage: Storage,
  run: string,
  out: string,
  { mixed = false }: MergeOptions = {},
): Promise<Manifest> {
  const stored = await readRun(storage, run);
  const units = await listUnits(storage, run);
  const { taken } = completeCover(stored, units, mixed);
  const machines: Machine[] = [];
  const tags = new Set<string>();
  for (const { range } of taken) {
    if (tags.has(range.machine)) continue;
    tags.add(range.machine);
    machines.push((await readUnit(storage, stored, range)).machine);
  }
  const whole = manifestOn(stored.record.plan, mixtureOf(machines));
  await writeWhole(out, whole, async function* () {
    for (const { range, skip } of taken) {
      const { lines } = await readUnit(storage, stored, range);
      yield lines.slice(skip).join('');
    }
  });
  return whole;
}

/** Of the classes of machines, one that has computed all images; else, where that is meant, whatever there is. */
function completeCover(
  { id, images }: StoredRun,
  units: readonly UnitFile[],
  mixed: boolean,
): Cover<UnitFile> {
  const tags = [...new Set(units.map(({ machine }) => machine))].sort();
  const classes = tags.map((tag) =>
    coverOf(
      units.filter(({ machine }) => machine === tag),
      images.length,
    ),
  );
  const complete = classes.find(({ gaps }) => gaps.length === 0);
  if (complete) return complete;
  const all = coverOf(units, images.length);
  if (all.gaps.length > 0) {
    const missing = imagesIn(all.gaps);
    throw new RcnnError(
      'incomplete',
      `Expected the results of all ${images.length} images of run ${id}, but ${missing} ${missing === 1 ? 'is' : 'are'} missing, first image ${all.gaps[0]!.from + 1}. Wait while \`jobs status ${id}\` shows units at work or waiting; else it says why, and submitted again, a run computes what it lacks.`,
    );
  }
  if (mixed) return all;
  const counts = classes.map(({ gaps }, i) => `${images.length - imagesIn(gaps)} by ${tags[i]}`).join(', ');
  throw new RcnnError(
    'bad-option',
    `Expected one class of machines to have computed run ${id}, but of its images are ${counts}. The last digits of results depend on it; --mixed says that this is meant.`,
  );
}
