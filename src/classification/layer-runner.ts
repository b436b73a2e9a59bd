/**
 * GoogLeNet up to any of its layers, over crops of images.
 * N = crops in a batch, S = side of the network's input.
 */
import type { Engine, Executable, Tensor } from '../engines/engine.js';
import { throwIfAborted } from '../errors.js';
import type { Box } from '../geometry/box.js';
import { googlenet } from '../googlenet/googlenet.js';
import type { Network } from '../googlenet/layer.js';
import { subnetwork } from '../googlenet/subnetwork.js';
import type { Raster } from '../imaging/raster.js';
import { warpBox } from '../imaging/warp.js';
import { checkWeights } from '../weights/check-weights.js';
import { expectTask } from '../weights/expect-task.js';
import type { Model } from '../weights/model-file.js';
import { arraysOf } from '../weights/ranges.js';

/** Crops per run of the network: larger batches are no faster per crop, and hold more memory. */
export const BATCH = 16;

/** A part of an image, to be warped to the network's input. */
export interface Crop {
  readonly image: Raster;
  readonly box: Box;
}

export class LayerRunner {
  readonly model: Model;
  readonly #engine: Engine;
  readonly #network: Network;
  readonly #threads: number | undefined;
  readonly #compiled = new Map<string, Promise<Executable>>();

  /** @throws RcnnError `bad-weights` when the model is not a classifier */
  constructor(model: Model, engine: Engine, threads: number | undefined) {
    expectTask(model, 'classifier');
    this.model = model;
    this.#engine = engine;
    this.#network = googlenet({ ...model.card.network, auxiliary: false });
    this.#threads = threads;
  }

  get #side(): number {
    return this.model.card.preprocessing.inputSize;
  }

  /** A batch at a time, so that memory does not grow with the number of crops. @throws RcnnError `aborted` */
  async *batches(
    layer: string,
    crops: readonly Crop[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Tensor> {
    for (let start = 0; start < crops.length; start += BATCH) {
      throwIfAborted(signal);
      const batch = crops.slice(start, start + BATCH);
      yield await this.run(layer, this.warped(batch), batch.length);
    }
  }

  /** N x 3 x S x S. */
  warped(crops: readonly Crop[]): Float32Array {
    const { preprocessing } = this.model.card;
    const side = this.#side;
    const into = new Float32Array(crops.length * 3 * side * side);
    crops.forEach(({ image, box }, i) => {
      warpBox(image, box, { width: side, height: side, preprocessing, into, offset: i * 3 * side * side });
    });
    return into;
  }

  async run(layer: string, data: Float32Array, count: number): Promise<Tensor> {
    const side = this.#side;
    const executable = await this.compiled(layer);
    const values = await executable.run({ [this.#network.input]: { data, shape: [count, 3, side, side] } });
    return values[layer]!;
  }

  /** The network up to a layer, compiled at the first call. @throws RcnnError `bad-option` for an unknown layer */
  compiled(layer: string): Promise<Executable> {
    const known = this.#compiled.get(layer);
    if (known) return known;
    const network = subnetwork(this.#network, { to: [layer] });
    const weights = arraysOf(network, this.model.weights);
    checkWeights(network, weights, this.model.path);
    const options = this.#threads === undefined ? {} : { threads: this.#threads };
    const compiled = this.#engine.compile(network, weights, options);
    this.#compiled.set(layer, compiled);
    compiled.catch(() => this.#compiled.delete(layer)); // the next call tries again
    return compiled;
  }

  [Symbol.dispose](): void {
    for (const compiled of this.#compiled.values()) {
      void compiled.then(
        (executable) => executable[Symbol.dispose](),
        () => {}, // `compiled` has thrown it
      );
    }
    this.#compiled.clear();
  }
}
