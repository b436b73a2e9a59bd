import { posix } from 'node:path';
import { withoutEscapes } from '../percent-escapes.js';
import type { Photographs } from '../photographs.js';

/** Label Studio puts this before the names of files that are uploaded. */
const HASH = /^[0-9a-f]{8}-(?=.)/;

/** The path in a photograph's address: of a served folder (`?d=`), an upload, a bucket, or of its own. */
export function pathOfAddress(address: string): string {
  const served = /[?&]d=([^&#]*)/.exec(address)?.[1];
  const path = served ?? address.replace(/^[a-z][\w+.-]*:\/\/[^/]*\//i, '').replace(/[?#].*$/, '');
  return withoutEscapes(path);
}

/** A path without the hash of an upload. */
export function withoutHash(path: string): string {
  return posix.join(posix.dirname(path), posix.basename(path).replace(HASH, ''));
}

/** What Label Studio's own addresses begin with; a proxy may put more before it. */
const SERVED = /^.*\/?data\/(upload\/\d+|local-files)\//;

/**
 * The photograph of a task below a folder, with or without the hash of its upload.
 * @returns its path, and whether it is there
 */
export function photographOf(address: string, photographs: Photographs): { file: string; found: boolean } {
  const path = pathOfAddress(address);
  const plain = withoutHash(path);
  // A name may hold what only looks like an escape.
  const found = photographs.find(path) ?? photographs.find(plain) ?? photographs.find(address);
  if (found !== undefined) return { file: found, found: true };
  return { file: plain.replace(SERVED, '').replace(/^\/+/, ''), found: false };
}
