import { readFile } from 'node:fs/promises';
import { RcnnError } from '../errors.js';
import type { RunFiles } from '../runs/computation.js';
import type { Plan } from '../runs/manifest.js';
import { modelPath } from '../weights/model-path.js';
import { ImageList, type ListedImage } from './image-list.js';
import type { UnitQueue } from './queue/unit-queue.js';
import type { Storage } from './storage/storage.js';
import { blobKey, imagesKey, type RunRecord, sha256Of, writeRecord } from './stored-run.js';
import { listUnits } from './unit-file.js';
import { coverOf, imagesIn, type UnitRange, unitsOf } from './unit-range.js';

export interface Submission {
  readonly plan: Plan;
  readonly files: RunFiles;
  readonly images: readonly ListedImage[];
  /** Folder that `file` of the images is relative to. */
  readonly root: string;
  /** Images of a unit: a multiple of the plan's batch. */
  readonly unit: number;
}

export interface Submitted {
  readonly id: string;
  readonly images: number;
  /** Images whose results were there already. */
  readonly done: number;
  /** Units that were put into the queue, or are in it. */
  readonly units: number;
}

/**
 * Stores what a run needs and queues the units whose results are not there. Submitted again, it queues what is missing:
 * images of units that the queue has, in whatever pieces, are not queued twice.
 *
 * @throws RcnnError `bad-option`, `file-not-found`, `queue-failed`, `storage-failed`, `disk-full`
 */
export async function submitRun(
  storage: Storage,
  queue: Pick<UnitQueue, 'add' | 'units'>,
  { plan, files, images, root, unit }: Submission,
): Promise<Submitted> {
  if (unit % plan.batch !== 0) {
    throw new RcnnError(
      'bad-option',
      `Expected --unit to be a multiple of ${plan.batch}, the images computed together, but got ${unit}.`,
    );
  }
  const list = ImageList.bytesOf(images);
  const record: RunRecord = {
    format: 1,
    plan,
    unit,
    files: await storeFiles(storage, files),
    root,
    images: sha256Of(list),
  };
  await storage.create(imagesKey(record.images), list);
  const id = await writeRecord(storage, record);
  // The queue first: a unit that ends between the two looks is in the storage by the second.
  const queued = Object.values(await queue.units(id)).flat();
  const stored = await listUnits(storage, id);
  const missing = imagesIn(coverOf(stored, images.length).gaps);
  const { gaps } = coverOf<UnitRange>([...stored, ...queued], images.length);
  const units = gaps.flatMap((gap) => unitsOf(gap, unit));
  await queue.add(units.map((range) => ({ run: id, ...range })));
  const done = images.length - missing;
  return { id, images: images.length, done, units: queued.length + units.length };
}

/** By content: a file that is there is not sent again. */
async function storeFiles(
  storage: Storage,
  { models, multibox, boxes }: RunFiles,
): Promise<RunRecord['files']> {
  const store = async (path: string) => {
    const data = await readFile(path);
    const sha256 = sha256Of(data);
    await storage.create(blobKey(sha256), data);
    return sha256;
  };
  const stored = [];
  for (const model of models) stored.push(await store(modelPath(model)));
  return {
    models: stored,
    ...(multibox !== undefined && { multibox: await store(modelPath(multibox)) }),
    ...(boxes !== undefined && { boxes: await store(boxes) }),
  };
}
