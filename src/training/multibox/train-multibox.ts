/** Legend: I = images, V = views, N = batch, P = priors. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { detectorRecord } from '../../../detection/record.js';
import { GRID_CELLS } from '../../../proposals/multibox/grid.js';
import { PRIORS_NAME } from '../../../proposals/multibox/multibox.js';
import { headNetwork, outputsOf } from '../../../proposals/multibox/network.js';
import { priorsFor } from '../../../proposals/multibox/priors.js';
import type { multiBoxRecord } from '../../../proposals/multibox/record.js';
import { withSizes } from '../../datasets/photograph-sizes.js';
import type { Dataset } from '../../datasets/records.js';
import type { Engine } from '../../engines/engine.js';
import { Boxes } from '../../geometry/boxes.js';
import { mapChannels } from '../../googlenet/region-network.js';
import { makeFolder } from '../../platform/node/make-folder.js';
import { packageVersion } from '../../platform/node/package-root.js';
import type { LongWork } from '../../progress.js';
import { keyedStream } from '../../random/keyed-stream.js';
import { MULTIBOX_PURPOSE } from '../../random/purposes.js';
import { photographHashes } from '../../runs/photograph-hashes.js';
import { trunkOf } from '../../trunk/trunk-of.js';
import type { ModelCard } from '../../weights/model-card.js';
import { type Model, saveModel } from '../../weights/model-file.js';
import { trainedFrom } from '../../weights/trained-from.js';
import type { WeightArray, Weights } from '../../weights/weights.js';
import { SCALE } from '../detector/base-view.js';
import { expectObjects } from '../expect-objects.js';
import { type FeatureFileOptions, FeatureReader } from '../features/feature-file.js';
import { fitBoxNetwork } from './fit-box-network.js';
import { writeGridFeatures } from './grid-features.js';
import { type ImageObjects, mirroredObjects, objectsByImage, targetsFor } from './targets.js';

export interface TrainMultiBoxOptions extends LongWork {
  readonly dataset: Dataset;
  /** Its trunk makes the features; a detector's own scale is kept, so that both can share a map. */
  readonly base: Model;
  /** Runs the trunk; the head is trained on ONNX Runtime. */
  readonly engine: Engine;
  /** Of the trunk, inside one operation; default: all cores. */
  readonly threads?: number | undefined;
  /** Folder that keeps features and checkpoints. */
  readonly run: string;
  readonly seed: number;
  readonly epochs: number;
  /** 1: images as they are; 2: their mirror images as well. */
  readonly views: number;
  readonly out: string;
  readonly name: string;
  /** For the card. */
  readonly command: string;
  readonly data: string;
}

/**
 * Trains MultiBox's head on the maps of a frozen trunk, and writes it with its priors, in float16. Stopped, the
 * same call resumes.
 *
 * @throws RcnnError `bad-dataset` for too few objects, `diverged`
 */
export async function trainMultiBox(options: TrainMultiBoxOptions): Promise<ModelCard> {
  const { dataset, base, run, seed, epochs, views, out } = options;
  expectObjects(dataset);
  const trunk = trunkOf(base);
  const scale = scaleOf(base);
  const { engine, threads, signal, onProgress } = options;
  const photographs = await photographHashes(dataset, [...dataset.images.keys()], { signal, onProgress });
  const made = [
    packageVersion(),
    engine.name,
    trunk.sha256,
    base.card.preprocessing,
    scale,
    views,
    photographs,
  ];
  const channels = mapChannels(trunk.network);
  const file = {
    path: join(run, `grid-${keyOf(made)}.f16`),
    records: dataset.images.length * views,
    length: GRID_CELLS ** 2 * channels,
  };
  const input = base.card.preprocessing;
  const running = { ...trunk, engine, input, scale, ...(threads !== undefined && { threads }) };
  await writeGridFeatures({ dataset, file, trunk: running, signal, onProgress });
  const seen = objectsByImage(await withSizes(dataset, { signal, onProgress }));
  const objects = views === 1 ? seen : [...seen, ...seen.map(mirroredObjects)];
  const priors = priorsFor(
    Boxes.concat(objects.map((of) => of.objects)),
    keyedStream(seed, MULTIBOX_PURPOSE.priors),
  );
  const corners = arrayOf(priors);
  const checkpoints = join(run, `head-${keyOf([made, numbersOf(objects), [...corners.data], seed, epochs])}`);
  const weights = await fitHead({ ...options, run: checkpoints }, { file, channels, priors, objects });
  const arrays = new Map<string, WeightArray>([...weights, [PRIORS_NAME, corners]]);
  const card = cardOf(options, { trunkSha256: trunk.sha256, ...scale });
  return saveModel(out, card, arrays, { dtype: 'float16' });
}

interface HeadData {
  readonly file: FeatureFileOptions;
  /** Of the features. */
  readonly channels: number;
  readonly priors: Boxes;
  /** A record each. */
  readonly objects: readonly ImageObjects[];
}

async function fitHead(
  options: Pick<TrainMultiBoxOptions, 'run' | 'seed' | 'epochs' | 'signal' | 'onProgress'>,
  { file, channels, priors, objects }: HeadData,
): Promise<Weights> {
  await makeFolder(options.run);
  const reader = await FeatureReader.open(file);
  try {
    return await fitBoxNetwork({
      ...options,
      network: headNetwork(channels),
      outputs: outputsOf,
      examples: objects.length,
      shape: [GRID_CELLS, GRID_CELLS, channels],
      read: (records) => reader.read(records),
      targets: (record) => targetsFor(priors, objects[record]!),
    });
  } finally {
    await reader.close();
  }
}

/** Names a file by what it depends on: another data set or seed never resumes it. */
function keyOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

function numbersOf(objects: readonly ImageObjects[]): unknown[] {
  return objects.map(({ objects: boxes }) =>
    Array.from({ length: boxes.length }, (_, i) => {
      const { x1, y1, x2, y2 } = boxes.at(i);
      return [x1, y1, x2, y2];
    }),
  );
}

function scaleOf(base: Model): { shortSide: number; longSide: number } {
  const { shortSide, longSide } = (base.card.task === 'detector' && detectorRecord(base).shared) || SCALE;
  return { shortSide, longSide };
}

function arrayOf(boxes: Boxes): WeightArray {
  const data = new Float32Array(4 * boxes.length);
  for (let i = 0; i < boxes.length; i++) {
    const { x1, y1, x2, y2 } = boxes.at(i);
    data.set([x1, y1, x2, y2], 4 * i);
  }
  return { data, shape: [boxes.length, 4] };
}

function cardOf(
  { base, name, command, data }: TrainMultiBoxOptions,
  head: ReturnType<typeof multiBoxRecord>,
): Omit<ModelCard, 'sha256'> {
  const { network, preprocessing } = base.card;
  const training = { command, data };
  return {
    ...{ format: 1, name, task: 'multibox', network, preprocessing, classes: [], head },
    ...trainedFrom(base.card, data),
    training,
  };
}
