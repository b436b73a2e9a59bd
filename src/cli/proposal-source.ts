import { JoinedProposals } from '../../proposals/joined.js';
import { type LoadMultiBoxOptions, loadMultiBox } from '../../proposals/multibox/load.js';
import type { SelectiveSearchOptions } from '../../proposals/selective-search/options.js';
import { SelectiveSearchSource } from '../../proposals/selective-search/source.js';
import type { ProposalSource } from '../../proposals/source.js';

/** The ways to find boxes: `both` joins them as the paper does. */
export const METHODS = ['selective-search', 'multibox', 'both'] as const;
export type Method = (typeof METHODS)[number];

export interface SourceOptions {
  readonly selectiveSearch: SelectiveSearchOptions;
  readonly multiBox: LoadMultiBoxOptions;
}

/** @throws RcnnError as `loadMultiBox` */
export async function proposalSource(
  method: Method,
  { selectiveSearch, multiBox }: SourceOptions,
): Promise<ProposalSource> {
  if (method === 'selective-search') return new SelectiveSearchSource(selectiveSearch);
  if (method === 'multibox') return loadMultiBox(multiBox);
  const { count: _, ...own } = multiBox; // the paper's 200 of MultiBox
  return new JoinedProposals(await loadMultiBox(own), new SelectiveSearchSource(selectiveSearch));
}
