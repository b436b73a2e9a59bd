import type { Preset } from './selective-search/options.js';

/** The ways to find boxes: `both` joins them as the paper does. */
export const METHODS = ['selective-search', 'multibox', 'both'] as const;
export type Method = (typeof METHODS)[number];

/** MultiBox's head that ships, by name. */
export const SHIPPED_HEAD = 'multibox';

/** With MultiBox, GoogLeNet's entry searched at twice the superpixel size (arXiv 1409.4842, section 8). */
export function presetOf(method: Method): Preset {
  return method === 'both' ? 'double' : 'fast';
}
