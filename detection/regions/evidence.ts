/** Reads the last map of one region instead of its mean: for pictures of where the evidence lies. */
import { DeferredExecutable } from '../../src/engines/deferred.js';
import type { Engine, Tensor } from '../../src/engines/engine.js';
import type { Box } from '../../src/geometry/box.js';
import type { Network } from '../../src/googlenet/layer.js';
import { lastMap } from '../../src/googlenet/region-network.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { SharedTrunk } from '../../src/trunk/shared-trunk.js';
import type { Weights } from '../../src/weights/weights.js';

export interface EvidenceReaderOptions {
  readonly engine: Engine;
  readonly threads?: number;
  /** `evidenceNetwork` of the model's network. */
  readonly network: Network;
  /** Those of the region network, heads among them. */
  readonly weights: Weights;
  /** Makes the maps. Stays its owner's. */
  readonly trunk: SharedTrunk;
}

export class EvidenceReader implements Disposable {
  readonly #options: EvidenceReaderOptions;
  /** Compiled when it is first asked for: most detectors never are. */
  readonly #executable: DeferredExecutable;

  constructor(options: EvidenceReaderOptions) {
    const { engine, threads, network, weights } = options;
    this.#options = options;
    this.#executable = new DeferredExecutable(() => engine.compile(network, weights, { threads }));
  }

  /** @param box pixels of the image @returns the map, 1 x C x cells x cells, and the linear layer `head` that reads its mean */
  async read(
    image: Raster,
    box: Box,
    head: string,
  ): Promise<{ map: Tensor; weight: Float32Array; bias: Float32Array }> {
    const { network, weights, trunk } = this.#options;
    const { map, input } = await trunk.map(image);
    const [x, y] = [input.width / image.width, input.height / image.height];
    const regions = Float32Array.of(box.x1 * x, box.y1 * y, box.x2 * x, box.y2 * y);
    const outputs = await this.#executable.run({
      [network.input]: map,
      regions: { data: regions, shape: [1, 4] },
    });
    const of = (part: string) => weights.get(`${head}/${part}`)!.data;
    return { map: outputs[lastMap]!, weight: of('weight'), bias: of('bias') };
  }

  [Symbol.dispose](): void {
    this.#executable[Symbol.dispose]();
  }
}
