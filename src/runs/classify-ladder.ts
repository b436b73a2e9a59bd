import type { Average } from '../average.js';
import type { EnsembleCore } from '../classification/ensemble-core.js';
import { named } from '../classification/named.js';
import { topIndices } from '../classification/top.js';
import type { Crops } from '../classification/views.js';
import { expectedError, RcnnError } from '../errors.js';
import type { Raster } from '../imaging/raster.js';
import { decodeImage } from '../platform/node/decode.js';
import type { LongWork } from '../progress.js';
import type { ModelClass } from '../weights/model-card.js';
import { TOP } from './classify-images.js';
import { failureLine, predictionLine } from './result-lines.js';
import type { ResultLine, ResultSink } from './results-file.js';
import type { RunImage } from './run-images.js';
import { CLASSIFY_BATCH } from './write-in-batches.js';

/** Results of one cell of the paper's Table 3. */
interface ClassifyRung {
  /** Number of members, taken from the first on; at least 1. */
  readonly models: number;
  readonly crops: Crops;
  readonly results: ResultSink;
}

/** What the rungs have in common. */
interface Climbing {
  readonly core: EnsembleCore;
  readonly classes: readonly ModelClass[];
  /** How the crops of a photograph are combined. */
  readonly average: Average;
}

/**
 * As `classifyImages`, for the first member of an ensemble, the first two, and so on, at each number of crops: a line in
 * the results of each. Photographs are decoded once, and each member looks at each view once.
 *
 * @throws RcnnError `disk-full`, `bad-file`
 */
export async function classifyLadder(
  { core, classes, average }: Climbing,
  images: readonly RunImage[],
  rungs: readonly ClassifyRung[],
  { signal, onProgress }: LongWork = {},
): Promise<void> {
  const total = images.length;
  const done = () => Math.min(...rungs.map(({ results }) => results.done));
  const told = () => onProgress?.({ stage: 'classify', done: done(), total });
  told();
  const all = [...new Set(rungs.map(({ crops }) => crops))];
  for (let at = done() - (done() % CLASSIFY_BATCH); at < total; at += CLASSIFY_BATCH) {
    const batch = images.slice(at, at + CLASSIFY_BATCH);
    const entries = await Promise.all(batch.map(({ path }) => decodeImage(path).catch(expectedError)));
    for (const crops of all) {
      const own = rungs.filter((rung) => rung.crops === crops);
      for (const { from, to } of parts(batch.length, crops)) {
        if (signal?.aborted) return;
        if (own.every(({ results }) => results.done >= at + to)) continue;
        const part = entries.slice(from, to);
        const readable = part.flatMap((entry) => (entry instanceof RcnnError ? [] : [entry]));
        const ladder = await core.ladder(readable, { crops, average });
        for (const { models, results } of own) {
          const lines = linesOf(part, batch.slice(from, to), { scores: ladder[models - 1]!, classes });
          await results.append(lines.slice(Math.max(0, results.done - at - from)));
        }
        told();
      }
    }
  }
}

/** Single crops of photographs share a batch, as in `classifyAll`; many crops of one fill several. */
function parts(count: number, crops: Crops): { from: number; to: number }[] {
  if (crops === 1) return [{ from: 0, to: count }];
  return Array.from({ length: count }, (_, i) => ({ from: i, to: i + 1 }));
}

/** @param scores of the images that could be read, in order */
function linesOf(
  entries: readonly (Raster | RcnnError)[],
  images: readonly RunImage[],
  { scores, classes }: { scores: readonly Float32Array[]; classes: readonly ModelClass[] },
): ResultLine[] {
  const rows = scores.values();
  return entries.map((entry, i) => {
    if (entry instanceof RcnnError) return failureLine(images[i]!, entry);
    const row = rows.next().value!;
    return predictionLine(
      images[i]!,
      topIndices(row, TOP).map((k) => named(classes, k, row)),
    );
  });
}
