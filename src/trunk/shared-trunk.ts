/** The shared trunk on images: all that need an image's map (proposals, regions) share one, made once. */
import type { Engine, Executable, Tensor } from '../engines/engine.js';
import type { Size } from '../geometry/box.js';
import type { Network } from '../googlenet/layer.js';
import { mapChannels, sharedMap } from '../googlenet/region-network.js';
import type { Preprocessing } from '../imaging/preprocessing.js';
import type { Raster } from '../imaging/raster.js';
import { warpBox } from '../imaging/warp.js';
import type { Weights } from '../weights/weights.js';
import { type TrunkScale, trunkSize } from './trunk-size.js';

export interface SharedTrunkOptions {
  readonly engine: Engine;
  readonly threads?: number;
  /** Image to map: `trunkNetwork` of the model's network. */
  readonly network: Network;
  readonly weights: Weights;
  readonly input: Preprocessing;
  readonly scale: TrunkScale;
}

/** What the trunk makes of one image. */
export interface TrunkMap {
  /** 1 x C x H x W (C 832 in GoogLeNet as published); each cell is 16 pixels of the input. */
  readonly map: Tensor;
  /** Of the trunk's input, in pixels: the image, scaled. */
  readonly input: Size;
}

export class SharedTrunk implements Disposable {
  readonly #executable: Executable;
  readonly #options: SharedTrunkOptions;
  /** A map lives as long as its image: at most two of them while a batch of images runs. */
  readonly #maps = new WeakMap<Raster, Promise<TrunkMap>>();

  private constructor(executable: Executable, options: SharedTrunkOptions) {
    this.#executable = executable;
    this.#options = options;
  }

  static async create(options: SharedTrunkOptions): Promise<SharedTrunk> {
    const { engine, network, weights, threads } = options;
    return new SharedTrunk(await engine.compile(network, weights, { threads }), options);
  }

  /** C of its maps. */
  get channels(): number {
    return mapChannels(this.#options.network);
  }

  /** What images are scaled to before the trunk sees them. */
  get scale(): TrunkScale {
    return this.#options.scale;
  }

  /** The map of an image; of the same raster always the same map. */
  map(image: Raster): Promise<TrunkMap> {
    const known = this.#maps.get(image);
    if (known) return known;
    const made = this.#run(image, false);
    this.#maps.set(image, made);
    made.catch(() => this.#maps.delete(image)); // the next call tries again
    return made;
  }

  /** The map of the image's mirror image, computed at each call. */
  mirroredMap(image: Raster): Promise<TrunkMap> {
    return this.#run(image, true);
  }

  async #run(image: Raster, mirror: boolean): Promise<TrunkMap> {
    const { network, input: preprocessing, scale } = this.#options;
    const input = trunkSize(image, scale);
    const { width, height } = input;
    const data = new Float32Array(3 * width * height);
    const whole = { x1: 0, y1: 0, x2: image.width, y2: image.height };
    warpBox(image, whole, { width, height, preprocessing, into: data, mirror });
    const { [sharedMap.name]: map } = await this.#executable.run({
      [network.input]: { data, shape: [1, 3, height, width] },
    });
    return { map, input };
  }

  [Symbol.dispose](): void {
    this.#executable[Symbol.dispose]();
  }
}
