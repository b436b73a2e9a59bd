/**
 * Regions of a shared map: SPP-net's idea (arXiv 1406.4729), not the GoogLeNet paper's. The trunk runs once per
 * image, each region costs RoIAlign, inception 5a and 5b: 0.122 GMAC against a crop's 1.58.
 * Legend: R = regions, H x W = cells of the map.
 */
import type { Engine, Executable } from '../../src/engines/engine.js';
import type { Box } from '../../src/geometry/box.js';
import type { Boxes } from '../../src/geometry/boxes.js';
import type { Network } from '../../src/googlenet/layer.js';
import type { Raster } from '../../src/imaging/raster.js';
import { SharedTrunk } from '../../src/trunk/shared-trunk.js';
import type { TrunkScale } from '../../src/trunk/trunk-size.js';
import type { Weights } from '../../src/weights/weights.js';
import type { Input, OpenImage, RegionReader } from './region-reader.js';

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
  /** 64 x 832 x 7 x 7 floats are 10 MB; 32 to 128 take the same time per region. */
  readonly batch = 64;
  readonly trunk: SharedTrunk;
  readonly #regions: Executable;
  readonly #options: SharedOptions;

  private constructor(trunk: SharedTrunk, regions: Executable, options: SharedOptions) {
    this.trunk = trunk;
    this.#regions = regions;
    this.#options = options;
  }

  static async create(options: SharedOptions): Promise<SharedRegions> {
    const { engine, threads, weights } = options;
    const trunk = await SharedTrunk.create({ ...options, network: options.trunk });
    try {
      return new SharedRegions(trunk, await engine.compile(options.regions, weights, { threads }), options);
    } catch (error) {
      trunk[Symbol.dispose]();
      throw error;
    }
  }

  async open(image: Raster): Promise<OpenImage> {
    const { regions } = this.#options;
    const { map, input } = await this.trunk.map(image);
    const { width, height } = input;
    const x = width / image.width;
    const y = height / image.height;
    const toInput = ({ x1, y1, x2, y2 }: Box): Box => ({ x1: x1 * x, y1: y1 * y, x2: x2 * x, y2: y2 * y });
    return {
      read: (boxes) =>
        this.#regions.run({
          [regions.input]: map,
          regions: { data: interleaved(boxes, toInput), shape: [boxes.length, 4] },
        }),
    };
  }

  [Symbol.dispose](): void {
    this.trunk[Symbol.dispose]();
    this.#regions[Symbol.dispose]();
  }
}

/** R x 4, as RoIAlign takes them. */
export function interleaved(boxes: Boxes, change: (box: Box) => Box): Float32Array {
  const rows = new Float32Array(4 * boxes.length);
  for (let i = 0; i < boxes.length; i++) {
    const { x1, y1, x2, y2 } = change(boxes.at(i));
    rows.set([x1, y1, x2, y2], 4 * i);
  }
  return rows;
}
