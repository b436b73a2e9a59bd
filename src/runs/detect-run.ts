import { z } from 'zod';
import type { Detector } from '../../detection/detector.js';
import { abortSignal, checkOptions, someText } from '../check-arguments.js';
import type { LongWork } from '../progress.js';
import { loadModel } from '../weights/model-file.js';
import { detectImages } from './detect-images.js';
import { machineOf } from './machine.js';
import { manifestOf } from './manifest.js';
import { hashOfPhotographs } from './photograph-hashes.js';
import { openRun } from './run-folder.js';
import { expectPhotographs } from './run-images.js';

export interface DetectRunOptions extends LongWork {
  /** Keeps `manifest.json`, what is computed, and `results.ndjson`, a line per image, in their order. */
  readonly folder: string;
  /** Paths of the photographs; the lines name them so. */
  readonly images: readonly string[];
}

export interface DetectRunResult {
  /** The lines, as `detect --json` writes them; `evaluate --detections` reads them. */
  readonly path: string;
  /** Images whose line is there: fewer than `total` when the signal was given up. */
  readonly done: number;
  readonly total: number;
}

const schema = z.strictObject({
  folder: someText,
  images: z.array(someText, { error: 'an array of paths' }),
  signal: abortSignal.optional(),
  onProgress: z
    .custom<LongWork['onProgress']>((value) => typeof value === 'function', 'a function')
    .optional(),
});

/**
 * Detects on many photographs and keeps each result as soon as it is there: called again after whatever ended the
 * process, it resumes with the image that is missing. Another model, other settings or other photographs are refused
 * for the same folder; what a source of proposals of your own does is not known, so name another folder when it changes.
 *
 * @throws RcnnError `bad-option` naming what differs from the run in the folder; `file-not-found` when none of the
 *   photographs is there (a single one that cannot be read is an error line); `disk-full`, `bad-file`
 */
export async function detectRun(detector: Detector, options: DetectRunOptions): Promise<DetectRunResult> {
  const { folder, images, signal, onProgress } = checkOptions<DetectRunOptions>(options, schema, 'detectRun');
  const { card, settings, count } = detector;
  const head = settings.multibox === undefined ? {} : { multibox: await hashOf(settings.multibox) };
  const own = images.map((path) => ({ id: path, path, file: path }));
  await expectPhotographs(own);
  const work = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  const manifest = manifestOf({
    task: 'detect',
    model: card,
    options: { ...settings, ...head, count },
    machine: await machineOf(settings.engine),
    split: 'images',
    ids: images,
    photographs: await hashOfPhotographs(own, signal && { signal }),
    batch: 1,
    shard: { index: 1, count: 1 },
  });
  await using results = await openRun(folder, manifest, images);
  await detectImages(detector, own, results, work);
  return { path: results.path, done: results.done, total: images.length };
}

async function hashOf(model: string): Promise<string> {
  return (await loadModel(model)).card.sha256;
}
