/** Legend: P = photographs of a step, N = its windows, S = side of the network's input. */

import { photographPath } from '../../../datasets/photograph-path.js';
import type { Dataset } from '../../../datasets/records.js';
import { RcnnError } from '../../../errors.js';
import { Boxes } from '../../../geometry/boxes.js';
import { withContext } from '../../../geometry/context.js';
import type { Raster } from '../../../imaging/raster.js';
import { warpBox } from '../../../imaging/warp.js';
import { decodeImage } from '../../../platform/node/decode.js';
import { keyedStream, shuffled } from '../../../random/keyed-stream.js';
import { PURPOSE } from '../../../random/purposes.js';
import type { ModelCard } from '../../../weights/model-card.js';
import { EpochOrder } from '../../classifier/epoch-order.js';
import type { ExampleSource, Examples } from '../../classifier/example-source.js';
import { Ahead } from '../../input/ahead.js';
import { interleave } from '../../patches/training-patch.js';
import { CROP_CONTEXT } from '../base-view.js';
import type { KeptProposals } from '../fine-tune/kept-proposals.js';
import { truthByImage } from '../image-truth.js';
import { clearObjects, type ImageTruth, labelRegions } from '../label-regions.js';
import { sampleWindows } from './sample-windows.js';
import type { RcnnSettings } from './settings.js';

/** The first number of a stream's key after it: windows to learn from, to measure on, and the order of the latter. */
const [LEARN, MEASURE, MEASURED] = [0, 1, 2];
/** Steps prepared beside the one that is computed; 128 windows of 224 pixels are 77 MB. */
const DEPTH = 1;
/** Of planes that are as the network reads them already. */
const none = { channelOrder: 'rgb', mean: [0, 0, 0] } as const;

export interface WindowSourceOptions {
  /** What is learnt from, and what is measured on. */
  readonly dataset: Dataset;
  readonly validation: Dataset;
  readonly settings: RcnnSettings;
  readonly preprocessing: ModelCard['preprocessing'];
  readonly proposals: KeptProposals;
}

/**
 * Warped windows of photographs, as R-CNN fine-tunes on them; which ones is for sample-windows.ts to say. A step's
 * windows depend on the seed, the data and its number alone.
 */
export class WindowSource implements ExampleSource {
  readonly stepsPerEpoch: number;
  readonly #options: WindowSourceOptions;
  readonly #order: EpochOrder;
  readonly #truth: { readonly dataset: readonly ImageTruth[]; readonly validation: readonly ImageTruth[] };
  readonly #ahead: Ahead<Examples>;

  constructor(options: WindowSourceOptions) {
    const { dataset, validation, settings } = options;
    this.#options = options;
    this.#order = new EpochOrder(dataset.images.length, { batch: settings.photographs, seed: settings.seed });
    this.stepsPerEpoch = this.#order.stepsPerEpoch;
    this.#truth = { dataset: truthByImage(dataset), validation: truthByImage(validation) };
    this.#ahead = new Ahead((step) => this.batch(step), { depth: DEPTH, end: settings.steps });
  }

  training(step: number): Promise<{ value: Examples; waited: number }> {
    return this.#ahead.take(step);
  }

  batch(step: number): Promise<Examples> {
    return this.#windows('dataset', this.#order.batch(step), [LEARN, step]);
  }

  /** Windows of the same photographs each time. */
  async *validation(): AsyncIterable<Examples> {
    const { validation, settings } = this.#options;
    const { photographs, seed } = settings;
    const order = shuffled(keyedStream(PURPOSE.windows, seed, MEASURED), validation.images.length);
    const most = Math.ceil(order.length / photographs);
    for (let batch = 0; batch < Math.min(settings.validation?.batches ?? 0, most); batch++) {
      const rows = order.slice(batch * photographs, (batch + 1) * photographs);
      yield await this.#windows('validation', rows, [MEASURE, batch]);
    }
  }

  /** @param rows the P photographs @param key of the draws */
  async #windows(
    part: 'dataset' | 'validation',
    rows: Uint32Array,
    key: readonly number[],
  ): Promise<Examples> {
    const { settings } = this.#options;
    const photographs = await Promise.all(Array.from(rows, (row) => this.#photograph(part, row)));
    const random = keyedStream(PURPOSE.windows, settings.seed, ...key);
    const drawn = sampleWindows(
      photographs.map(({ labels }) => labels),
      { ...settings, random },
    );
    if (drawn.length === 0) {
      const names = photographs.map(({ path }) => path).join(', ');
      throw new RcnnError('bad-dataset', `Expected proposals in one of ${names}, but there are none.`);
    }
    const side = this.#options.preprocessing.inputSize;
    const data = new Float32Array(drawn.length * side * side * 3); // N x S x S x 3
    for (const [n, { photograph, region, mirror }] of drawn.entries()) {
      const { raster, regions } = photographs[photograph]!;
      this.#warp(raster, regions, { region, mirror, into: data, offset: n * side * side * 3 });
    }
    const labels = Int32Array.from(drawn, ({ label }) => label);
    return { data, shape: [drawn.length, side, side, 3], labels };
  }

  async #photograph(part: 'dataset' | 'validation', row: number) {
    const { proposals, [part]: dataset } = this.#options;
    const truth = this.#truth[part][row]!;
    const path = photographPath(dataset, dataset.images[row]!);
    const raster = await decodeImage(path);
    const found = await proposals.of(path, raster);
    const rejected = truth.background ?? Boxes.empty();
    const regions = Boxes.concat([clearObjects(truth), rejected, found]);
    return { path, raster, regions, labels: labelRegions(regions, truth, dataset.classes.length) };
  }

  /** A region with its context, whatever its shape, as the network's input [R-CNN, appendix A]. */
  #warp(raster: Raster, regions: Boxes, { region, mirror, into, offset }: WarpTarget): void {
    const { preprocessing } = this.#options;
    const side = preprocessing.inputSize;
    const planes = new Float32Array(3 * side * side);
    const box = withContext(regions.at(region), { inputSize: side, context: CROP_CONTEXT });
    // With the network's preprocessing, so that what lies outside of the photograph is its mean.
    warpBox(raster, box, { width: side, height: side, mirror, into: planes, preprocessing });
    interleave(planes, { preprocessing: none, into, offset });
  }

  /** Nothing to release. */
  [Symbol.dispose](): void {}
}

interface WarpTarget {
  readonly region: number;
  readonly mirror: boolean;
  readonly into: Float32Array;
  readonly offset: number;
}
