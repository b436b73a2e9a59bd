/** A run whose images cost nothing: for tests of what moves it about. */
import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { UnitComputer } from '../../src/jobs/compute/unit-computer.js';
import type { UnitQueue } from '../../src/jobs/queue/unit-queue.js';
import { type RunStatus, runStatuses } from '../../src/jobs/run-status.js';
import type { Storage } from '../../src/jobs/storage/storage.js';
import type { Submission } from '../../src/jobs/submit.js';
import { machineOf } from '../../src/runs/machine.js';
import { manifestOn, planOf } from '../../src/runs/manifest.js';
import { textOf } from '../../src/runs/results-file.js';
import { openRun } from '../../src/runs/run-folder.js';

export function stubPlan(count: number, batch = 1) {
  const ids = Array.from({ length: count }, (_, i) => `image-${i}`);
  return planOf({
    task: 'detect',
    model: { name: 'stub', sha256: '00' },
    options: { engine: 'wasm', threshold: 0.01 },
    split: 'val',
    ids,
    batch,
    shard: { index: 1, count: 1 },
  });
}

export function stubImages(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    ...{ id: `image-${i}`, file: `image-${i}.jpg` },
    sha256: null, // as of photographs that could not be read, which nobody has to write
  }));
}

/** @param root a folder without these photographs */
export function stubSubmission(count: number, root: string, { unit = 16, batch = 1 } = {}): Submission {
  return { plan: stubPlan(count, batch), files: { models: [] }, images: stubImages(count), root, unit };
}

const lineOf = (image: string) => ({ image, detections: [{ score: image.length / 100 }] });

export interface StubOptions {
  /** Milliseconds per image. */
  readonly delay?: number;
  /** Called after each image. */
  readonly onImage?: (id: string) => void;
  /** Gets a line for each image that is computed. */
  readonly log?: string;
}

/** Computes as a network does: an image after the other, until it is told to stop. */
export function stubComputer({ delay = 0, log, onImage }: StubOptions = {}): UnitComputer {
  return {
    compute: async (_task, images, signal) => {
      const lines: string[] = [];
      for (const { id } of images) {
        if (signal.aborted) break;
        if (delay > 0) await wait(delay);
        if (log) appendFileSync(log, `${id}\n`);
        lines.push(textOf(lineOf(id)));
        onImage?.(id);
      }
      return lines;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** What one process writes of the same run. */
export async function writeStubRun(folder: string, count: number): Promise<void> {
  const ids = stubImages(count).map(({ id }) => id);
  const manifest = manifestOn(stubPlan(count), await machineOf('wasm'));
  await using results = await openRun(folder, manifest, ids);
  for (const id of ids) await results.append([lineOf(id)]);
}

/** What `jobs status` says of one run. */
export async function statusOf(
  storage: Storage,
  queue: Pick<UnitQueue, 'units'>,
  run: string,
): Promise<RunStatus> {
  const [status] = await runStatuses(storage, queue, [run]);
  return status!;
}
