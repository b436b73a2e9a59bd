/** Keeps the masks' draws apart from others with the same seed (patches, order), on every engine alike. */
export const DROPOUT = 3;
