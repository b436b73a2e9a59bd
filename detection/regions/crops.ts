/**
 * Regions as the paper sees them (R-CNN, arXiv 1311.2524, appendix A): each box with 16 pixels of context at the
 * network's scale, warped to its square input whatever its shape, the mean where the image ends; the whole
 * network runs on each crop. Legend: R = regions.
 */
import type { Engine, Executable } from '../../src/engines/engine.js';
import { withContext } from '../../src/geometry/context.js';
import type { Network } from '../../src/googlenet/layer.js';
import type { Raster } from '../../src/imaging/raster.js';
import { warpBox } from '../../src/imaging/warp.js';
import type { Weights } from '../../src/weights/weights.js';
import type { Input, OpenImage, RegionReader } from './region-reader.js';

export interface CropsOptions {
  readonly engine: Engine;
  readonly threads?: number;
  /** Crops to outputs. */
  readonly network: Network;
  readonly weights: Weights;
  readonly input: Input;
  /** Side of the network's input, 224. */
  readonly inputSize: number;
  /** Pixels of surroundings on every side at that scale, 16. */
  readonly context: number;
}

export class CropRegions implements RegionReader {
  /** 16 crops fill the engine's kernels; more only take memory. */
  readonly batch = 16;
  readonly #executable: Executable;
  readonly #options: CropsOptions;

  private constructor(executable: Executable, options: CropsOptions) {
    this.#executable = executable;
    this.#options = options;
  }

  static async create(options: CropsOptions): Promise<CropRegions> {
    const { engine, network, weights, threads } = options;
    return new CropRegions(await engine.compile(network, weights, { threads }), options);
  }

  async open(image: Raster): Promise<OpenImage> {
    const { network, input, inputSize, context } = this.#options;
    return {
      read: (boxes) => {
        const values = 3 * inputSize * inputSize;
        const data = new Float32Array(boxes.length * values); // R x 3 x 224 x 224
        for (let i = 0; i < boxes.length; i++) {
          warpBox(image, withContext(boxes.at(i), { inputSize, context }), {
            width: inputSize,
            height: inputSize,
            preprocessing: input,
            into: data,
            offset: i * values,
          });
        }
        return this.#executable.run({
          [network.input]: { data, shape: [boxes.length, 3, inputSize, inputSize] },
        });
      },
    };
  }

  [Symbol.dispose](): void {
    this.#executable[Symbol.dispose]();
  }
}
