/** Decodes images in batches for the network. */
import { expectedError, RcnnError } from '../errors.js';
import type { Raster } from '../imaging/raster.js';
import { decodeImage } from '../platform/node/decode.js';
import type { ImageSource } from '../platform/node/image-source.js';
import type { ClassifyTimings } from './results.js';

/** An image ready for the network, or why it is not. */
export type Decoded<S> =
  | { readonly source: S; readonly image: Raster; readonly decode: number }
  | { readonly source: S; readonly error: RcnnError };

export async function decoded(source: ImageSource): Promise<{ image: Raster; decode: number }> {
  const began = performance.now();
  const image = await decodeImage(source);
  return { image, decode: performance.now() - began };
}

export function decodeBatch<S extends ImageSource>(batch: readonly S[]): Promise<Decoded<S>[]> {
  return Promise.all(
    batch.map(async (source): Promise<Decoded<S>> => {
      const result = await decoded(source).catch(expectedError);
      return result instanceof RcnnError ? { source, error: result } : { source, ...result };
    }),
  );
}

export async function* inBatches<S>(
  sources: Iterable<S> | AsyncIterable<S>,
  size: number,
): AsyncGenerator<S[]> {
  let batch: S[] = [];
  for await (const source of sources) {
    batch.push(source);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

export function timings(decode: number, classify: number): ClassifyTimings {
  return { decode, classify, total: decode + classify };
}
