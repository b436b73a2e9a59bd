import type { DetectionLadder } from '../../detection/ladder.js';
import { detectionLine } from '../datasets/ndjson/detections.js';
import { expectedError, RcnnError } from '../errors.js';
import type { LongWork } from '../progress.js';
import { failureLine } from './result-lines.js';
import type { ResultSink } from './results-file.js';
import type { RunImage } from './run-images.js';

/**
 * As `detectImages`, for the first member of an ensemble, the first two, and so on: a line in the results of each. A
 * kill may leave them one line apart.
 *
 * @param results of as many members as their place says, from one
 * @throws RcnnError `disk-full`, `bad-file`
 */
export async function detectLadder(
  ladder: Pick<DetectionLadder, 'detect'>,
  images: readonly RunImage[],
  results: readonly ResultSink[],
  { signal, onProgress }: LongWork = {},
): Promise<void> {
  const total = images.length;
  for (;;) {
    const done = Math.min(...results.map((one) => one.done));
    onProgress?.({ stage: 'detect', done, total, ...(done > 0 ? { item: images[done - 1]!.id } : {}) });
    const image = images[done];
    if (image === undefined || signal?.aborted) return;
    const found = await ladder.detect(image.path).catch(expectedError);
    for (const [n, one] of results.entries()) {
      if (one.done > done) continue;
      const line =
        found instanceof RcnnError ? failureLine(image, found) : detectionLine(image.id, found[n]!);
      await one.append([line]);
    }
  }
}
