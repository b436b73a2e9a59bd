/** MultiBox (arXiv 1312.2249, 1412.1441): class-agnostic boxes from the trunk's map, by one small network. */
import type { Engine, Executable } from '../../src/engines/engine.js';
import { RcnnError } from '../../src/errors.js';
import { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { SharedTrunk } from '../../src/trunk/shared-trunk.js';
import { checkWeights } from '../../src/weights/check-weights.js';
import type { Model } from '../../src/weights/model-file.js';
import type { Weights } from '../../src/weights/weights.js';
import type { ProposalRequest, ProposalSource } from '../source.js';
import { decodePredictions, predictionsOf } from './decode.js';
import { gridInputs } from './grid.js';
import { headNetwork, multiBoxNetwork } from './network.js';
import { PRIORS } from './priors.js';

/** Name of the array of priors, P x 4: x1, y1, x2, y2 in [0, 1]. */
export const PRIORS_NAME = 'multibox/priors';
/** GoogLeNet's detection entry took 200 per image (arXiv 1409.4842, section 8). */
const COUNT = 200;

export interface MultiBoxOptions {
  readonly model: Model;
  /** Of the base that the model was trained on: see `multiBoxRecord`. Stays the caller's. */
  readonly trunk: SharedTrunk;
  readonly engine: Engine;
  readonly threads?: number;
  /** Most boxes per image. */
  readonly count?: number;
}

export class MultiBox implements ProposalSource {
  readonly #options: MultiBoxOptions;
  readonly #executable: Executable;
  readonly #priors: Boxes;

  private constructor(options: MultiBoxOptions, executable: Executable, priors: Boxes) {
    this.#options = options;
    this.#executable = executable;
    this.#priors = priors;
  }

  /** @throws RcnnError `bad-weights` when arrays are missing or misshaped */
  static async create(options: MultiBoxOptions): Promise<MultiBox> {
    const { model, trunk, engine, threads } = options;
    const { weights, priors } = multiBoxArrays(model, trunk.channels);
    const network = multiBoxNetwork(trunk.channels);
    return new MultiBox(options, await engine.compile(network, weights, { threads }), priors);
  }

  async propose(image: Raster, request: ProposalRequest = {}): Promise<Boxes> {
    const { trunk, count = COUNT } = this.#options;
    const outputs = await this.#executable.run(gridInputs(await trunk.map(image)));
    const boxes = decodePredictions(predictionsOf(outputs, PRIORS), this.#priors, request.count ?? count);
    for (let i = 0; i < boxes.length; i++) {
      boxes.x1[i] *= image.width;
      boxes.x2[i] *= image.width;
      boxes.y1[i] *= image.height;
      boxes.y2[i] *= image.height;
    }
    return boxes;
  }

  [Symbol.dispose](): void {
    this.#executable[Symbol.dispose]();
  }
}

/**
 * A head's arrays by their roles.
 *
 * @param channels of the map that it reads
 * @throws RcnnError `bad-weights` when arrays are missing or misshaped
 */
export function multiBoxArrays(
  { weights, path }: Pick<Model, 'weights' | 'path'>,
  channels: number,
): { weights: Weights; priors: Boxes } {
  const own = new Map(weights);
  own.delete(PRIORS_NAME);
  checkWeights(headNetwork(channels), own, path);
  return { weights: own, priors: priorsOf(weights, path) };
}

function priorsOf(weights: Weights, path: string): Boxes {
  const { data, shape } = weights.get(PRIORS_NAME) ?? { shape: [] };
  if (!data || shape.join() !== `${PRIORS},4`) {
    throw new RcnnError(
      'bad-weights',
      `Expected ${PRIORS_NAME} of ${path} as [${PRIORS}, 4], but got [${shape.join(', ')}].`,
    );
  }
  const boxes = Boxes.empty(PRIORS);
  for (let p = 0; p < PRIORS; p++) {
    const [x1, y1, x2, y2] = data.subarray(4 * p, 4 * p + 4);
    boxes.set(p, { x1, y1, x2, y2 });
  }
  return boxes;
}
