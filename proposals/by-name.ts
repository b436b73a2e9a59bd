import { JoinedProposals } from './joined.js';
import type { Method } from './methods.js';
import { type LoadMultiBoxOptions, loadMultiBox } from './multibox/load.js';
import type { Preset, SelectiveSearchOptions } from './selective-search/options.js';
import { SelectiveSearchSource } from './selective-search/source.js';
import type { ProposalHost, ProposalSource } from './source.js';

export interface SourceOptions {
  readonly selectiveSearch: SelectiveSearchOptions;
  /** Asked for where MultiBox is: selective search needs no engine. */
  readonly multiBox: () => LoadMultiBoxOptions | Promise<LoadMultiBoxOptions>;
}

/** @throws RcnnError as `loadMultiBox` */
export async function proposalSource(
  method: Method,
  { selectiveSearch, multiBox }: SourceOptions,
): Promise<ProposalSource> {
  if (method === 'selective-search') return new SelectiveSearchSource(selectiveSearch);
  const options = await multiBox();
  if (method === 'multibox') return loadMultiBox(options);
  const { count: _, ...own } = options; // the paper's 200 of MultiBox
  return new JoinedProposals(await loadMultiBox(own), new SelectiveSearchSource(selectiveSearch));
}

/** A detector's own source, on its own network where MultiBox can read that. */
export function detectorProposals(
  method: Method,
  { multibox, count }: { readonly multibox: string; readonly count: number },
): (host: ProposalHost) => Promise<ProposalSource> {
  return ({ engine, threads, model, trunk }) =>
    proposalSource(method, {
      selectiveSearch: { preset: presetOf(method), count },
      multiBox: () => ({ head: multibox, engine, threads, count, base: model, running: trunk }),
    });
}

/** With MultiBox, GoogLeNet's entry searched at twice the superpixel size (arXiv 1409.4842, section 8). */
export function presetOf(method: Method): Preset {
  return method === 'both' ? 'double' : 'fast';
}
