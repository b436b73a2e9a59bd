/**
 * Regions of a shared map: SPP-net's idea (arXiv 1406.4729), not the GoogLeNet paper's. The trunk runs once an
 * image, each region costs RoIAlign, inception 5a and 5b: 0.122 GMAC against a crop's 1.58.
 * Legend: R = regions, H x W = cells of the map.
 */
import type { Engine, Executable } from '../../src/engines/engine.js';
import type { Box } from '../../src/geometry/box.js';
import type { Boxes } from '../../src/geometry/boxes.js';
import type { Network } from '../../src/googlenet/layer.js';
import { sharedMap } from '../../src/googlenet/region-network.js';
import type { Raster } from '../../src/imaging/raster.js';
import { warpBox } from '../../src/imaging/warp.js';
import type { Weights } from '../../src/weights/weights.js';
import { type Input, mirrorBox, type OpenImage, type RegionReader } from './region-reader.js';
import { type TrunkScale, trunkSize } from './trunk-size.js';

export interface SharedOptions {
  readonly engine: Engine;
  readonly threads?: number;
  /** Image to map: `trunkNetwork` of the model's network. */
  readonly trunk: Network;
  /** Map and regions to outputs: `regionNetwork`, with whatever heads. */
  readonly regions: Network;
  readonly weights: Weights;
  readonly input: Input;
  readonly scale: TrunkScale;
}

export class SharedRegions implements RegionReader {
  /** 64 x 832 x 7 x 7 floats are 10 MB; 32 to 128 take the same time a region. */
  readonly batch = 64;
  readonly #trunk: Executable;
  readonly #regions: Executable;
  readonly #options: SharedOptions;

  private constructor(trunk: Executable, regions: Executable, options: SharedOptions) {
    this.#trunk = trunk;
    this.#regions = regions;
    this.#options = options;
  }

  static async create(options: SharedOptions): Promise<SharedRegions> {
    const { engine, threads, weights } = options;
    const trunk = await engine.compile(options.trunk, weights, { threads });
    try {
      return new SharedRegions(trunk, await engine.compile(options.regions, weights, { threads }), options);
    } catch (error) {
      trunk.dispose();
      throw error;
    }
  }

  async open(image: Raster, { mirror = false }: { mirror?: boolean } = {}): Promise<OpenImage> {
    const { input, scale, trunk, regions } = this.#options;
    const { width, height } = trunkSize(image, scale);
    const data = new Float32Array(3 * width * height);
    const whole = { x1: 0, y1: 0, x2: image.width, y2: image.height };
    warpBox(image, whole, { width, height, preprocessing: input, into: data, mirror });
    const { [sharedMap.name]: map } = await this.#trunk.run({
      [trunk.input]: { data, shape: [1, 3, height, width] },
    }); // 1 x 832 x H x W
    const toInput = (box: Box): Box => {
      const seen = mirror ? mirrorBox(box, image.width) : box;
      const x = width / image.width;
      const y = height / image.height;
      return { x1: seen.x1 * x, y1: seen.y1 * y, x2: seen.x2 * x, y2: seen.y2 * y };
    };
    return {
      read: (boxes) =>
        this.#regions.run({
          [regions.input]: map,
          regions: { data: interleaved(boxes, toInput), shape: [boxes.length, 4] },
        }),
    };
  }

  [Symbol.dispose](): void {
    this.#trunk.dispose();
    this.#regions.dispose();
  }
}

/** R x 4, as RoIAlign takes them. */
function interleaved(boxes: Boxes, change: (box: Box) => Box): Float32Array {
  const rows = new Float32Array(4 * boxes.length);
  for (let i = 0; i < boxes.length; i++) {
    const { x1, y1, x2, y2 } = change(boxes.at(i));
    rows.set([x1, y1, x2, y2], 4 * i);
  }
  return rows;
}
