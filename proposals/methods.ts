/** A row per way to find boxes, the same in Node.js and in pages. */
import { unknownName } from '../src/errors.js';
import { JoinedProposals } from './joined.js';
import type { Preset } from './selective-search/options.js';
import type { ProposalSource } from './source.js';

/** MultiBox's head that ships, by name. */
export const SHIPPED_HEAD = 'multibox';

/** How the sources that methods are made of come to be where they run: Node.js and browsers load them differently. */
interface SourceMakers {
  readonly search: (preset: Preset) => ProposalSource;
  /** @param alone whether MultiBox is asked for all boxes; beside the search it gives the paper's 200 */
  readonly multiBox: (alone: boolean) => Promise<ProposalSource>;
}

interface MethodRow {
  /** What it asks its makers for. */
  readonly uses: readonly (keyof SourceMakers)[];
  readonly open: (make: SourceMakers) => ProposalSource | Promise<ProposalSource>;
}

const methods = {
  'selective-search': { uses: ['search'], open: ({ search }) => search('fast') },
  multibox: { uses: ['multiBox'], open: ({ multiBox }) => multiBox(true) },
  /** GoogLeNet's entry searched at twice the superpixel size (arXiv 1409.4842, section 8). */
  both: {
    uses: ['multiBox', 'search'],
    open: async ({ search, multiBox }) => new JoinedProposals(await multiBox(false), search('double')),
  },
} as const satisfies Record<string, MethodRow>;

export type Method = keyof typeof methods;

const rows: Readonly<Record<Method, MethodRow>> = methods;

/** Where models look that were not made for another: it needs no trunk that a head was trained on. */
export const DEFAULT_METHOD: Method = 'selective-search';

export const METHODS = Object.keys(methods) as [Method, ...Method[]];

/** @throws RcnnError `bad-option` for an unknown method; as the makers */
export async function sourceOf(method: Method, makers: SourceMakers): Promise<ProposalSource> {
  if (!Object.hasOwn(methods, method)) throw unknownName('proposals', method, METHODS);
  return rows[method].open(makers);
}

/** Whether a method needs this maker, so that what it needs can be loaded, or left alone, before. */
export function methodUses(method: Method, maker: keyof SourceMakers): boolean {
  return rows[method].uses.includes(maker);
}
