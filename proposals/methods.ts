/** The ways to find boxes: `both` joins them as the paper does. */
export const METHODS = ['selective-search', 'multibox', 'both'] as const;
export type Method = (typeof METHODS)[number];

/** MultiBox's head that ships, by name. */
export const SHIPPED_HEAD = 'multibox';
