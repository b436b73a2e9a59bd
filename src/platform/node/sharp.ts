import { createRequire } from 'node:module';
import type { Sharp, SharpInput, SharpOptions } from 'sharp';

type LoadedSharp = (
  ...input: [options?: SharpOptions] | [input: SharpInput, options?: SharpOptions]
) => Sharp;

let loaded: LoadedSharp | undefined;

/** sharp, loaded at the first picture: it takes a good part of a start, and many commands decode none. */
export const sharp: LoadedSharp = (...input) => {
  loaded ??= createRequire(import.meta.url)('sharp') as LoadedSharp;
  return loaded(...input);
};
