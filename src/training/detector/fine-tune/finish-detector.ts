import { join } from 'node:path';
import { DEFAULT_COUNT } from '../../../../detection/defaults.js';
import { detectorRecord } from '../../../../detection/record.js';
import type { DetectedObject } from '../../../../eval/inputs.js';
import { readDetections } from '../../../datasets/formats.js';
import type { Dataset, DetectionTable } from '../../../datasets/records.js';
import { boxOfRow } from '../../../datasets/rows.js';
import { throwIfAborted } from '../../../errors.js';
import type { LongWork } from '../../../progress.js';
import { detectImages } from '../../../runs/detect-images.js';
import { hashesOfFiles, hashOfContents } from '../../../runs/photograph-hashes.js';
import { ResultsFile } from '../../../runs/results-file.js';
import { runImages } from '../../../runs/run-images.js';
import { loadModel, type Model, saveModel } from '../../../weights/model-file.js';
import { type HeldOut, judgeHeldOut, metricsOf } from '../held-out.js';
import type { KeptProposals } from './kept-proposals.js';
import { openToMeasure } from './measure-detector.js';

/**
 * Finishes the detector of a run, its `final.safetensors`, unless that has been done.
 *
 * @throws RcnnError as `finishDetector`
 */
export async function finishRun(
  { validation, proposals }: { readonly validation: Dataset; readonly proposals: KeptProposals },
  { run, signal, onProgress }: LongWork & { readonly run: string },
): Promise<HeldOut | undefined> {
  const model = await loadModel(join(run, 'final.safetensors'));
  if (detectorRecord(model).thresholds !== undefined) return undefined;
  return await finishDetector(model, { dataset: validation, proposals, folder: run, signal, onProgress });
}

export interface FinishOptions extends LongWork {
  /** The validation split. */
  readonly dataset: Dataset;
  readonly proposals: KeptProposals;
  /** Receives what was found, `validation-<hash>.ndjson`, a line per image. */
  readonly folder: string;
}

/**
 * Measures a detector as people will use it on the whole validation split, and writes to its card what that gives: mAP with
 * its interval, where there are photographs enough to say, and a threshold per class. Stopped, the same call resumes after the last image.
 *
 * @throws RcnnError `aborted`, `disk-full`, `bad-file`, `bad-image`; the detector's file is as it was then
 */
async function finishDetector(model: Model, options: FinishOptions): Promise<HeldOut> {
  const { card, weights, path } = model;
  const { dataset, folder, signal } = options;
  const results = join(folder, `validation-${card.sha256.slice(0, 8)}.ndjson`);
  await detectAll(path, results, options);
  throwIfAborted(signal);
  const heldOut = judgeHeldOut(dataset, objectsOf(await readDetections(results, dataset, {}), dataset));
  const thresholds = Object.fromEntries(heldOut.classes.map((one) => [one.name, one.threshold]));
  // A checkpoint's metrics are of a sample.
  const { sha256: _, metrics: __, measuredOn: ___, ...rest } = card;
  const head = { ...detectorRecord(model), thresholds };
  const paths = runImages(dataset).map(({ path }) => path);
  const measured = heldOut.mAP && {
    ...metricsOf(heldOut),
    measuredOn: hashOfContents(await hashesOfFiles(paths)),
  };
  const finished = { ...rest, head, ...measured };
  await saveModel(path, finished, weights, { dtype: 'float16' });
  return heldOut;
}

function objectsOf(table: DetectionTable, { images, classes }: Dataset): DetectedObject[] {
  return Array.from({ length: table.length }, (_, row) => ({
    image: images[table.image[row]!]!.id,
    class: classes[table.class[row]!]!.name,
    score: table.score[row]!,
    box: boxOfRow(table, row),
  }));
}

async function detectAll(
  path: string,
  file: string,
  { dataset, proposals, signal, onProgress }: FinishOptions,
): Promise<void> {
  const images = runImages(dataset);
  await using results = await ResultsFile.open(
    file,
    images.map(({ id }) => id),
  );
  using detector = await openToMeasure(path, { count: DEFAULT_COUNT, proposals });
  // Thresholds and metrics come from all of them or none: once the file is as it was, the same call resumes.
  await detectImages(detector, images, results, { signal, onProgress, failures: 'thrown' });
}
