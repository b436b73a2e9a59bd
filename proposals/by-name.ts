import type { Engine } from '../src/engines/engine.js';
import type { SharedTrunk } from '../src/trunk/shared-trunk.js';
import type { Model } from '../src/weights/model-file.js';
import { type Method, sourceOf } from './methods.js';
import { type LoadMultiBoxOptions, loadMultiBox } from './multibox/load.js';
import type { SelectiveSearchOptions } from './selective-search/options.js';
import { SelectiveSearchSource } from './selective-search/source.js';
import type { ProposalSource } from './source.js';

export interface SourceOptions {
  /** Default preset: the method's own. */
  readonly selectiveSearch?: SelectiveSearchOptions;
  /** Asked for where MultiBox is: selective search needs no engine. */
  readonly multiBox: () => LoadMultiBoxOptions | Promise<LoadMultiBoxOptions>;
}

/** @throws RcnnError `bad-option` for an unknown method; as `loadMultiBox` */
export function proposalSource(
  method: Method,
  { selectiveSearch = {}, multiBox }: SourceOptions,
): Promise<ProposalSource> {
  return sourceOf(method, {
    search: (preset) =>
      new SelectiveSearchSource({ ...selectiveSearch, preset: selectiveSearch.preset ?? preset }),
    multiBox: async (alone) => {
      const { count, ...own } = await multiBox();
      return loadMultiBox(alone ? { ...own, count } : own);
    },
  });
}

/** What a source may use of the detector that it proposes for. All of it stays the detector's. */
export interface ProposalHost {
  readonly engine: Engine;
  readonly threads?: number | undefined;
  readonly model: Model;
  /** Runs for the regions anyway; absent where every region is a crop of its own. */
  readonly trunk?: SharedTrunk | undefined;
}

/** A detector's own source, on its own network where MultiBox can read that. @throws RcnnError as `loadMultiBox` */
export function detectorProposals(
  method: Method,
  { engine, threads, model, trunk }: ProposalHost,
  multibox?: string,
): Promise<ProposalSource> {
  return proposalSource(method, {
    multiBox: () => ({ head: multibox, engine, threads, base: model, running: trunk }),
  });
}
