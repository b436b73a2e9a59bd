import { createRequire } from 'node:module';
import type Sharp from 'sharp';

let loaded: typeof Sharp | undefined;

/** sharp, loaded at the first picture: it takes a good part of a start, and many commands decode none. */
export const sharp = ((...input: Parameters<typeof Sharp>) => {
  loaded ??= createRequire(import.meta.url)('sharp') as typeof Sharp;
  return loaded(...input);
}) as (...input: Parameters<typeof Sharp>) => Sharp.Sharp;
