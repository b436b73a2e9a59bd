/** R = regions of one image. Runs the networks of pruning-network.ts on an image's shared map. */
import type { Engine, Executable } from '../../src/engines/engine.js';
import type { Boxes } from '../../src/geometry/boxes.js';
import { enlarged } from '../../src/geometry/context.js';
import type { Network } from '../../src/googlenet/layer.js';
import { SURROUNDINGS } from '../../src/googlenet/pruning-network.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { SharedTrunk } from '../../src/trunk/shared-trunk.js';
import type { Weights } from '../../src/weights/weights.js';
import { interleaved } from './shared.js';

export interface PooledAveragesOptions {
  readonly engine: Engine;
  readonly threads?: number;
  /** Stays its owner's. */
  readonly trunk: SharedTrunk;
  readonly network: Network;
  readonly weights: Weights;
}

export class PooledAverages implements Disposable {
  readonly #executable: Executable;
  readonly #options: PooledAveragesOptions;

  private constructor(executable: Executable, options: PooledAveragesOptions) {
    this.#executable = executable;
    this.#options = options;
  }

  static async create(options: PooledAveragesOptions): Promise<PooledAverages> {
    const { engine, network, weights, threads } = options;
    return new PooledAverages(await engine.compile(network, weights, { threads }), options);
  }

  /** @returns what the network makes of the inside and of the surroundings of each box, both R x outputs */
  async read(image: Raster, boxes: Boxes): Promise<{ inside: Float32Array; around: Float32Array }> {
    const { trunk, network } = this.#options;
    const { map, input } = await trunk.map(image);
    const scale = { x: input.width / image.width, y: input.height / image.height };
    const toInput = (factor: number) =>
      interleaved(boxes, (box) => {
        const { x1, y1, x2, y2 } = enlarged(box, factor);
        return { x1: x1 * scale.x, y1: y1 * scale.y, x2: x2 * scale.x, y2: y2 * scale.y };
      });
    const shape = [boxes.length, 4];
    const outputs = await this.#executable.run({
      [network.input]: map,
      regions: { data: toInput(1), shape },
      surroundings: { data: toInput(SURROUNDINGS), shape },
    });
    const [inside, around] = network.outputs.map((name) => outputs[name].data);
    return { inside, around };
  }

  [Symbol.dispose](): void {
    this.#executable[Symbol.dispose]();
  }
}
