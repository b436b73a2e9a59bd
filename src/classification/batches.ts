/** Many images through the network: decoded ahead of it, in batches that they share. */
import { checkOptions } from '../check-arguments.js';
import type { RcnnError } from '../errors.js';
import type { Box } from '../geometry/box.js';
import { inOrder } from '../look-ahead.js';
import { decodeImage } from '../platform/node/decode.js';
import type { ImageSource } from '../platform/node/image-source.js';
import { timings } from './answers.js';
import type { Seen } from './core.js';
import { type BoxesOf, givenBoxesSchema } from './options.js';
import type { ClassifyResult, ClassifyTimings } from './results.js';

/** Pixels that a batch holds, and those ahead of it, whatever the size of the photographs: seven of 12 megapixels. */
const MOST_BYTES = 256 << 20;

/** Decoded while the network runs, whatever they hold: without one, cores would wait. */
const LEAST_AHEAD = 2;

/** An image ready for the network. */
export interface Ready extends Seen {
  /** Milliseconds that decoding took. */
  readonly decode: number;
}

/** The same, or why it is not. */
type Decoded<S> = { readonly source: S } & (Ready | { readonly error: RcnnError });

export interface BatchesOptions<S> {
  /** Undefined: whole images. */
  readonly boxes: BoxesOf<S> | undefined;
  /** Crops of a batch: it ends with the image that fills it, or earlier, where memory asks for it, in parts of one. */
  readonly size: number;
  /** For messages: `classifyAll`. */
  readonly call: string;
  readonly signal: AbortSignal | undefined;
  /** Throws where no further image may begin. */
  readonly check: () => void;
}

/**
 * Answers a batch at a time while the next one is decoded, and hands the answers out in order. An image that cannot be
 * read fails alone.
 *
 * @param answer gives what is said of each image of a batch
 * @throws RcnnError `aborted`; what `answer` throws
 */
export async function* inBatches<S extends ImageSource, R extends object>(
  sources: Iterable<S> | AsyncIterable<S>,
  { size, signal, check, ...how }: BatchesOptions<S>,
  answer: (images: readonly Ready[]) => Promise<R[]>,
): AsyncGenerator<ClassifyResult<S, R>> {
  const batch: Decoded<S>[] = [];
  let [crops, bytes] = [0, 0];
  let largest: number | undefined; // nothing is known of the first
  const ahead = () => Math.max(LEAST_AHEAD, Math.min(size, MOST_BYTES / (largest ?? MOST_BYTES)));
  const decoded = inOrder(sources, (source) => ready(source, how), { ahead, signal, check });
  for await (const entry of decoded) {
    batch.push(entry);
    crops += cropsOf(entry);
    bytes += bytesOf(entry);
    largest = Math.max(largest ?? 0, bytesOf(entry));
    if (crops < size && bytes < MOST_BYTES) continue;
    check();
    yield* await answered(batch.splice(0), answer); // which lets go of the pixels
    bytes = 0;
    // A batch that memory ended moves no later full one: runs resume where one begins, and must compute the same together.
    if (crops >= size) crops = 0;
  }
  if (batch.length > 0) yield* await answered(batch, answer);
}

/** What cannot be read takes its place, so that it moves no other photograph into another batch. */
function cropsOf(entry: Decoded<unknown>): number {
  return 'error' in entry ? 1 : seenOf(entry);
}

function bytesOf(entry: Decoded<unknown>): number {
  return 'error' in entry ? 0 : entry.image.data.byteLength;
}

/** An image without boxes takes time as well. */
function seenOf({ boxes }: Ready): number {
  return Math.max(1, boxes?.length ?? 1);
}

async function answered<S, R extends object>(
  batch: readonly Decoded<S>[],
  answer: (images: readonly Ready[]) => Promise<R[]>,
): Promise<ClassifyResult<S, R>[]> {
  const images = batch.flatMap((entry) => ('error' in entry ? [] : [entry]));
  const answers = (images.length > 0 ? await answer(images) : []).values();
  return batch.map((entry) => {
    const { source } = entry;
    return 'error' in entry ? { source, error: entry.error } : { source, ...answers.next().value! };
  });
}

async function ready<S extends ImageSource>(
  source: S,
  { boxes: boxesOf, call }: Pick<BatchesOptions<S>, 'boxes' | 'call'>,
): Promise<Ready> {
  const boxes =
    boxesOf &&
    checkOptions<{ boxes: readonly Box[] }>({ boxes: await boxesOf(source) }, givenBoxesSchema, call).boxes;
  const began = performance.now();
  const image = await decodeImage(source);
  return { image, boxes, decode: performance.now() - began };
}

/** Adds sizes and times to the answers for a batch. */
export async function timedBatch<R extends object>(
  images: readonly Ready[],
  answer: () => Promise<R[]>,
): Promise<(R & { width: number; height: number; timings: ClassifyTimings })[]> {
  const began = performance.now();
  const answers = await answer();
  const crops = images.map(seenOf);
  const each = (performance.now() - began) / crops.reduce((sum, count) => sum + count, 0);
  return images.map(({ image: { width, height }, decode }, i) => ({
    ...{ width, height },
    ...answers[i]!,
    timings: timings(decode, each * crops[i]!),
  }));
}
