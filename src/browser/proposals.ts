/** Where objects may be, found in the worker itself: selective search and MultiBox without Node.js. */
import { type Method, sourceOf } from '../../proposals/methods.js';
import { MultiBox } from '../../proposals/multibox/multibox.js';
import { multiBoxRecord } from '../../proposals/multibox/record.js';
import { type Preset, planSearch } from '../../proposals/selective-search/options.js';
import { plainOperations } from '../../proposals/selective-search/plain/operations.js';
import { search } from '../../proposals/selective-search/search.js';
import { searchHere } from '../../proposals/selective-search/search-here.js';
import { wasmKernels } from '../../proposals/selective-search/wasm-kernels.js';
import type { ProposalSource } from '../../proposals/source.js';
import type { Engine } from '../engines/engine.js';
import { RcnnError } from '../errors.js';
import { sha256 } from '../platform/web/digest.js';
import { type FetchOptions, fetchFile } from '../platform/web/fetch-file.js';
import type { SharedTrunk } from '../trunk/shared-trunk.js';
import { trunkParts } from '../trunk/trunk-parts.js';
import type { Model } from '../weights/model-file.js';
import { modelFromBytes } from '../weights/model-from-bytes.js';

/** Several times what the 250,000 pixels that are searched take. */
const SEARCH_BYTES = 256 * 2 ** 20;

export interface ProposalHost {
  readonly engine: Engine;
  readonly model: Model;
  /** Runs for the regions anyway. */
  readonly trunk: SharedTrunk;
  /** Address of MultiBox's head. */
  readonly multibox: string | undefined;
  /** How it is fetched. */
  readonly fetching: FetchOptions;
}

/** @throws RcnnError `download-failed`, `bad-option`, `bad-weights` */
export function proposalsInWorker(method: Method, host: ProposalHost): Promise<ProposalSource> {
  return sourceOf(method, {
    search: searchInWorker,
    multiBox: () => multiBoxOf(host),
  });
}

function searchInWorker(preset: Preset): ProposalSource {
  const runner = searchHere({ kernels: wasmKernels(SEARCH_BYTES), images: plainOperations });
  return {
    propose: async (image, { count } = {}) =>
      (await search(image, planSearch({ preset, count }), { runner, withLabels: false })).boxes,
    explain: async (image, { count } = {}) => {
      const found = await search(image, planSearch({ preset, count }), { runner, withLabels: true });
      return { boxes: found.boxes, search: found };
    },
    [Symbol.dispose]: () => {},
  };
}

/** The model's card may have asked for MultiBox, not the caller. */
const INSTEAD = "`proposals: 'selective-search'` does without.";

/** MultiBox on the trunk of the detector itself: a second trunk would be another model to download. */
async function multiBoxOf({
  engine,
  model,
  trunk,
  multibox,
  fetching,
}: ProposalHost): Promise<ProposalSource> {
  if (multibox === undefined) {
    throw new RcnnError(
      'bad-option',
      `Expected the assets to hold a head of MultiBox for these proposals, but they hold none. ${INSTEAD}`,
    );
  }
  const head = await modelFromBytes(multibox, await fetchFile(multibox, fetching), sha256);
  const { trunkSha256, shortSide, longSide } = multiBoxRecord(head);
  const sameScale = trunk.scale.shortSide === shortSide && trunk.scale.longSide === longSide;
  const sameTrunk = !sha256 || (await sha256(trunkParts(model).hashed)) === trunkSha256;
  if (sameScale && sameTrunk) return MultiBox.create({ model: head, engine, trunk });
  throw new RcnnError(
    'bad-option',
    `Expected a head of MultiBox that was trained on the trunk of ${model.path}, but ${multibox} was trained on another. ${INSTEAD}`,
  );
}
