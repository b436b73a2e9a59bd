import { createHash } from 'node:crypto';
import { concurrently } from '../datasets/concurrently.js';
import { photographPath } from '../datasets/photograph-path.js';
import type { Dataset } from '../datasets/records.js';
import { RcnnError } from '../errors.js';
import { firstLines } from '../first-lines.js';
import { fileHash } from '../platform/node/file-hash.js';
import type { LongWork } from '../progress.js';

/** Reads in flight; the disk is the limit, or SHA-256 on the threads of libuv. */
const LANES = 4;

const SHA256_BYTES = 32;

/**
 * SHA-256 of the bytes of photographs: what features and results of them depend on, which their names do not tell.
 * 1,000 photographs of 100 KB take about a second. All of them must be there, so that no long work ends in the middle.
 *
 * @param rows indices into the images
 * @returns one a row, in their order
 * @throws RcnnError `file-not-found` that names the photographs that cannot be opened
 */
export async function photographHashes(
  dataset: Pick<Dataset, 'images' | 'root'>,
  rows: readonly number[],
  work: LongWork = {},
): Promise<string[]> {
  const pathOf = (row: number) => photographPath(dataset, dataset.images[row]!);
  const hashes = await hashesOfFiles(rows.map(pathOf), work);
  const missing = rows.filter((_, i) => hashes[i] === null).sort((a, b) => a - b);
  if (missing.length > 0) throw areMissing(missing.map(pathOf), rows.length);
  return hashes as string[];
}

/**
 * One hash of photographs by name, whatever their order, those included that cannot be opened. That of two sets
 * together is {@link joinedHash} of both.
 */
export async function hashOfPhotographs(
  photographs: readonly { readonly id: string; readonly path: string }[],
  work: LongWork = {},
): Promise<string> {
  const hashes = await hashesOfFiles(
    photographs.map(({ path }) => path),
    work,
  );
  return hashOfListed(photographs.map(({ id }, i) => ({ id, sha256: hashes[i]! })));
}

/** One hash of the contents of photographs, whatever their order and their names. @param hashes as {@link hashesOfFiles} has them */
export function hashOfContents(hashes: readonly (string | null)[]): string {
  return joinHashes(hashes.map((hash) => hash ?? '').sort());
}

/** A photograph by the content that it had. */
export interface ListedPhotograph {
  readonly id: string;
  /** Of its bytes; null when it could not be opened. */
  readonly sha256: string | null;
}

/** {@link hashOfPhotographs}, of those whose contents are known. */
export function hashOfListed(photographs: readonly ListedPhotograph[]): string {
  return joinedHash(photographs.map(({ id, sha256 }) => joinHashes([id, sha256])));
}

/** Exclusive or: names are in one set only, so that nothing cancels out. */
export function joinedHash(hashes: readonly string[]): string {
  const joined = Buffer.alloc(SHA256_BYTES);
  for (const hash of hashes) {
    for (const [i, byte] of Buffer.from(hash, 'hex').entries()) joined[i] = joined[i]! ^ byte;
  }
  return joined.toString('hex');
}

/** @returns SHA-256 of the bytes of each; null for a file that cannot be opened */
export function hashesOfFiles(paths: readonly string[], work: LongWork = {}): Promise<(string | null)[]> {
  return concurrently(paths, { ...work, stage: 'photographs', limit: LANES }, (path) =>
    fileHash(path).catch(() => null),
  );
}

function areMissing(missing: readonly string[], all: number): RcnnError {
  return new RcnnError(
    'file-not-found',
    `Expected ${all} photographs, but ${missing.length} cannot be opened:\n${firstLines(missing).join('\n')}`,
  );
}

/** One hash of many. */
export function joinHashes(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
