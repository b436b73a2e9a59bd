import { DEFAULT_COUNT, DEFAULT_THRESHOLD } from '../../../detection/defaults.js';
import { loadCore } from '../../../detection/load-core.js';
import { loadDetectorSchema } from '../../../detection/options.js';
import { LocalClassifierCore } from '../../classification/core.js';
import type { Engine } from '../../engines/engine.js';
import { expectedError, RcnnError, throwIfAborted } from '../../errors.js';
import type { Raster } from '../../imaging/raster.js';
import { decodeImage } from '../../platform/node/decode.js';
import type { LongWork } from '../../progress.js';
import { keyedStream, shuffled } from '../../random/keyed-stream.js';
import { PURPOSE } from '../../random/purposes.js';
import type { Model } from '../../weights/model-file.js';
import type { ValueRange } from '../../weights/ranges.js';
import { observingEngine } from './observing-engine.js';

export interface MeasureRangesOptions extends LongWork {
  /** Paths to draw from. */
  readonly files: readonly string[];
  /** At most this many of them are measured. */
  readonly photographs: number;
  readonly engine: Engine;
  /** Receives why a photograph cannot be read; another takes its place, if there is one. */
  readonly onSkipped?: (problem: RcnnError) => void;
}

/**
 * The ranges of a model's values on photographs, used as it always is: a classifier on the centre of each, a detector on the
 * whole photograph, the proposals that it chooses, and the boxes that it looks at twice.
 *
 * @returns ranges, and the number of photographs that they were measured on
 * @throws RcnnError `aborted`; `bad-image` when no photograph can be read; as `loadDetector`
 */
export async function measureRanges(
  model: Model,
  options: MeasureRangesOptions,
): Promise<{ ranges: Map<string, ValueRange>; photographs: number }> {
  const { files, signal, onProgress, onSkipped } = options;
  const ranges = new Map<string, ValueRange>();
  const { look, close } = await openToLook(model, observingEngine(options.engine, ranges));
  const total = Math.min(options.photographs, files.length);
  const problems: RcnnError[] = [];
  let done = 0;
  try {
    for (const i of shuffled(keyedStream(PURPOSE.quantizationRanges), files.length)) {
      if (done === total) break;
      throwIfAborted(signal);
      const path = files[i]!;
      const image = await decodeImage(path).catch(expectedError);
      if (image instanceof RcnnError) {
        problems.push(image);
        onSkipped?.(image);
        continue;
      }
      await look(image, signal);
      onProgress?.({ stage: 'ranges', done: ++done, total, item: path });
    }
  } finally {
    close();
  }
  if (done > 0) return { ranges, photographs: done };
  throw new RcnnError(
    'bad-image',
    `Expected photographs to measure ranges on, but none of ${files.length} can be read. The first: ${problems[0]?.message}`,
    { cause: problems[0] },
  );
}

interface Looking {
  look(image: Raster, signal: AbortSignal | undefined): Promise<unknown>;
  close(): void;
}

async function openToLook(model: Model, engine: Engine): Promise<Looking> {
  if (model.card.task === 'classifier') {
    const core = await LocalClassifierCore.create(model, engine);
    return {
      look: (image, signal) => core.images([image], { crops: 1, average: 'mean' }, signal),
      close: () => core.close(),
    };
  }
  // MultiBox would run on this engine, too, and its values would be taken for the model's.
  const proposals = 'selective-search';
  const { core } = await loadCore({ ...loadDetectorSchema.parse({ model: model.path, proposals }), engine });
  const request = { threshold: DEFAULT_THRESHOLD, count: DEFAULT_COUNT, explain: false };
  return {
    look: (image, signal) => core.detect(image, request, signal),
    close: () => core.close(),
  };
}
