import type { Engine } from '../../src/engines/engine.js';
import { RcnnError } from '../../src/errors.js';
import type { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';
import { SharedTrunk } from '../../src/trunk/shared-trunk.js';
import { trunkOf } from '../../src/trunk/trunk-of.js';
import { loadModel, type Model } from '../../src/weights/model-file.js';
import type { ProposalSource } from '../source.js';
import { MultiBox } from './multibox.js';
import { multiBoxRecord } from './record.js';

export interface LoadMultiBoxOptions {
  readonly engine: Engine;
  readonly threads?: number;
  /** A file that `train multibox` wrote. */
  readonly model: string;
  /** Most boxes an image. */
  readonly count?: number;
  /** A trunk that runs anyway, with its hash: used when the head was trained on it. Stays the caller's. */
  readonly running?: { readonly trunk: SharedTrunk; readonly sha256: string };
}

/**
 * MultiBox ready to run, on a running trunk where it fits, else on one of its own.
 *
 * @throws RcnnError `file-not-found`, `bad-weights` when the head was trained on another trunk than its base has now
 */
export async function loadMultiBox(options: LoadMultiBoxOptions): Promise<ProposalSource> {
  const { engine, threads, count, running } = options;
  const model = await loadModel(options.model);
  const { trunkSha256, ...scale } = multiBoxRecord(model);
  if (running?.sha256 === trunkSha256)
    return MultiBox.create({ model, trunk: running.trunk, engine, threads, count });
  const base = await loadModel(model.card.base ?? 'voc');
  const own = trunkOf(base);
  if (own.sha256 !== trunkSha256) throw otherTrunk(model, base);
  const input = base.card.preprocessing;
  const trunk = await SharedTrunk.create({ ...own, engine, threads, input, scale });
  try {
    return new WithTrunk(await MultiBox.create({ model, trunk, engine, threads, count }), trunk);
  } catch (error) {
    trunk[Symbol.dispose]();
    throw error;
  }
}

/** A head with a trunk that runs for it alone. */
class WithTrunk implements ProposalSource {
  readonly #multiBox: MultiBox;
  readonly #trunk: SharedTrunk;

  constructor(multiBox: MultiBox, trunk: SharedTrunk) {
    this.#multiBox = multiBox;
    this.#trunk = trunk;
  }

  propose(image: Raster): Promise<Boxes> {
    return this.#multiBox.propose(image);
  }

  [Symbol.dispose](): void {
    this.#multiBox[Symbol.dispose]();
    this.#trunk[Symbol.dispose]();
  }
}

function otherTrunk(model: Model, base: Model): RcnnError {
  return new RcnnError(
    'bad-weights',
    `Expected ${base.path} to have the trunk that ${model.path} was trained on, but its layers differ. ` +
      'Train the head again with `googlenet-rcnn train multibox`.',
  );
}
