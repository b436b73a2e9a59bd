/** What a detector does unless it is told otherwise. Apart from the schemas: commands name these in their help. */

/** Proposals looked at. With more, `voc` finds more false boxes than objects. */
export const DEFAULT_COUNT = 500;
/** Suits people: most of what is shown is right. */
export const DEFAULT_THRESHOLD = 0.3;
