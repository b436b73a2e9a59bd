import type { Engine } from '../../src/engines/engine.js';
import { RcnnError } from '../../src/errors.js';
import type { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';
import { SharedTrunk } from '../../src/trunk/shared-trunk.js';
import { trunkOf } from '../../src/trunk/trunk-of.js';
import type { TrunkScale } from '../../src/trunk/trunk-size.js';
import { loadModel, type Model } from '../../src/weights/model-file.js';
import { SHIPPED_HEAD } from '../methods.js';
import type { ProposalRequest, ProposalSource } from '../source.js';
import { MultiBox } from './multibox.js';
import { multiBoxRecord } from './record.js';

export interface LoadMultiBoxOptions {
  readonly engine: Engine;
  readonly threads?: number;
  /** `multibox`, the head that ships with the package, or a file that `train multibox` wrote. */
  readonly head?: string;
  /** Most boxes per image. */
  readonly count?: number;
  /** A loaded model whose trunk may be the head's; else the head's card names one. */
  readonly base?: Model;
  /** The trunk of `base`, where it runs anyway: used where it makes the maps that the head reads. Stays the caller's. */
  readonly running?: SharedTrunk;
}

/**
 * MultiBox ready to run, on a running trunk where it fits, else on one of its own.
 *
 * @throws RcnnError `file-not-found`, `bad-weights` when the head was trained on another trunk than its base has now
 */
export async function loadMultiBox(options: LoadMultiBoxOptions): Promise<ProposalSource> {
  const { engine, threads, count, running } = options;
  const model = await loadModel(options.head ?? SHIPPED_HEAD);
  const { trunkSha256, ...scale } = multiBoxRecord(model);
  const common = { model, engine, threads, count };
  const given = options.base && trunkOf(options.base);
  const fits = given?.sha256 === trunkSha256;
  if (fits && running && sameScale(running.scale, scale))
    return MultiBox.create({ ...common, trunk: running });
  const base = fits ? options.base! : await baseOf(model);
  const own = fits ? given : trunkOf(base);
  if (own.sha256 !== trunkSha256) throw otherTrunk(model, base);
  const input = base.card.preprocessing;
  const trunk = await SharedTrunk.create({ ...own, engine, threads, input, scale });
  try {
    return new WithTrunk(await MultiBox.create({ ...common, trunk }), trunk);
  } catch (error) {
    trunk[Symbol.dispose]();
    throw error;
  }
}

function sameScale(a: TrunkScale, b: TrunkScale): boolean {
  return a.shortSide === b.shortSide && a.longSide === b.longSide;
}

/** The model that the head's card names. */
async function baseOf({ card, path }: Model): Promise<Model> {
  const name = card.base ?? 'voc';
  try {
    return await loadModel(name);
  } catch (cause) {
    throw new RcnnError(
      'file-not-found',
      `Expected the model "${name}", whose trunk ${path} was trained on, but: ${(cause as Error).message} ` +
        'Name its file with --model.',
      { cause },
    );
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

  propose(image: Raster, request?: ProposalRequest): Promise<Boxes> {
    return this.#multiBox.propose(image, request);
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
