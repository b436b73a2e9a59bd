import { unknownName } from '../src/errors.js';
import { JoinedProposals } from './joined.js';
import type { Preset } from './selective-search/options.js';
import type { ProposalSource } from './source.js';

/** The ways to find boxes: `both` joins them as the paper does. */
export const METHODS = ['selective-search', 'multibox', 'both'] as const;
export type Method = (typeof METHODS)[number];

/** MultiBox's head that ships, by name. */
export const SHIPPED_HEAD = 'multibox';

/** With MultiBox, GoogLeNet's entry searched at twice the superpixel size (arXiv 1409.4842, section 8). */
export function presetOf(method: Method): Preset {
  return method === 'both' ? 'double' : 'fast';
}

/** How the sources that methods are made of come to be where they run: Node.js and browsers load them differently. */
export interface SourceMakers {
  readonly search: () => ProposalSource;
  /** @param alone whether MultiBox is asked for all boxes; beside the search it gives the paper's 200 */
  readonly multiBox: (alone: boolean) => Promise<ProposalSource>;
}

/** @throws RcnnError `bad-option` for an unknown method; as the makers */
export async function sourceOf(method: Method, { search, multiBox }: SourceMakers): Promise<ProposalSource> {
  switch (method) {
    case 'selective-search':
      return search();
    case 'multibox':
      return multiBox(true);
    case 'both':
      return new JoinedProposals(await multiBox(false), search());
    default:
      throw unknownName('proposals', method satisfies never, METHODS);
  }
}
