/** N = crops in a batch, K = classes, S = side of the network's input. */
import type { Engine, Executable } from '../engines/engine.js';
import type { Box } from '../geometry/box.js';
import { centreCrop } from '../geometry/centre-crop.js';
import { withContext } from '../geometry/context.js';
import { googlenet } from '../googlenet/googlenet.js';
import type { Raster } from '../imaging/raster.js';
import { warpBox } from '../imaging/warp.js';
import { checkWeights } from '../weights/check-weights.js';
import { expectTask } from '../weights/expect-task.js';
import type { ModelCard, ModelClass } from '../weights/model-card.js';
import type { Model } from '../weights/model-file.js';
import { topIndices } from './top.js';

/** Crops per run of the network: larger batches are no faster an image, and hold more memory. */
const BATCH = 16;

/** Pixels of surroundings of a region at the network's scale [R-CNN, appendix A]. */
const CONTEXT = 16;

export interface Prediction {
  readonly class: string;
  /** WordNet id, for the classes of ImageNet. */
  readonly wnid?: string;
  /** Probability, 0..1. */
  readonly score: number;
}

/** A part of an image, to be warped to the network's input. */
interface Crop {
  readonly raster: Raster;
  readonly box: Box;
}

/** GoogLeNet over whole images or regions of them. Dispose of it when done. */
export class Classifier implements Disposable {
  readonly #executable: Executable;
  readonly #card: ModelCard;

  private constructor(executable: Executable, card: ModelCard) {
    this.#executable = executable;
    this.#card = card;
  }

  /** @throws RcnnError `bad-weights` when the model is no classifier or its weights do not fit its network */
  static async create(
    model: Model,
    engine: Engine,
    { threads }: { threads?: number } = {},
  ): Promise<Classifier> {
    expectTask(model, 'classifier');
    const network = googlenet({ ...model.card.network, auxiliary: false });
    const weights = new Map([...model.weights].filter(([name]) => !/^loss[12]\//.test(name)));
    checkWeights(network, weights, model.path);
    return new Classifier(await engine.compile(network, weights, { threads }), model.card);
  }

  get classes(): readonly ModelClass[] {
    return this.#card.classes;
  }

  /** The `top` best classes of each image, by its centre crop. */
  async classifyImages(
    rasters: readonly Raster[],
    { top = 5 }: { top?: number } = {},
  ): Promise<Prediction[][]> {
    const { centreShare } = this.#card.preprocessing;
    const crops = rasters.map((raster) => ({ raster, box: centreCrop(raster, centreShare) }));
    return (await this.#probabilities(crops)).map((scores) => this.#best(scores, top));
  }

  /** The `top` best classes of each region, warped with its surroundings as R-CNN does. */
  async classifyRegions(
    raster: Raster,
    boxes: readonly Box[],
    { top = 5 }: { top?: number } = {},
  ): Promise<Prediction[][]> {
    const { inputSize } = this.#card.preprocessing;
    const crops = boxes.map((box) => ({ raster, box: withContext(box, { inputSize, context: CONTEXT }) }));
    return (await this.#probabilities(crops)).map((scores) => this.#best(scores, top));
  }

  /** K probabilities for each crop; a batch at a time, so that memory does not grow with their number. */
  async #probabilities(crops: readonly Crop[]): Promise<Float32Array[]> {
    const { preprocessing } = this.#card;
    const { inputSize: side } = preprocessing;
    const scores: Float32Array[] = [];
    for (let start = 0; start < crops.length; start += BATCH) {
      const batch = crops.slice(start, start + BATCH);
      const data = new Float32Array(batch.length * 3 * side * side); // N x 3 x S x S
      batch.forEach(({ raster, box }, i) => {
        warpBox(raster, box, {
          width: side,
          height: side,
          preprocessing,
          into: data,
          offset: i * 3 * side * side,
        });
      });
      const { prob } = await this.#executable.run({ data: { data, shape: [batch.length, 3, side, side] } });
      const classes = this.#card.network.classes;
      for (let i = 0; i < batch.length; i++) scores.push(prob.data.slice(i * classes, (i + 1) * classes)); // N x K
    }
    return scores;
  }

  #best(scores: Float32Array, top: number): Prediction[] {
    return topIndices(scores, top).map((k) => {
      const { name, wnid } = this.#card.classes[k];
      return { class: name, ...(wnid === undefined ? {} : { wnid }), score: scores[k] };
    });
  }

  dispose(): void {
    this.#executable.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
