import { posix } from 'node:path';
import type { Photographs } from '../photographs.js';

/** Label Studio puts this before the names of files that are uploaded. */
const HASH = /^[0-9a-f]{8}-(?=.)/;

/** The path in a photograph's address: of a served folder (`?d=`), an upload, a bucket, or of its own. */
export function pathOfAddress(address: string): string {
  const served = /[?&]d=([^&#]*)/.exec(address)?.[1];
  const path = served ?? address.replace(/^[a-z][\w+.-]*:\/\/[^/]*\//i, '').replace(/[?#].*$/, '');
  return decoded(path);
}

/** Percent escapes of an address; a name that only looks like it has some is kept. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The photograph of a task below a folder, with or without the hash of its upload.
 * @returns its path, and whether it is there
 */
export function photographOf(address: string, photographs: Photographs): { file: string; found: boolean } {
  const path = pathOfAddress(address);
  const plain = posix.join(posix.dirname(path), posix.basename(path).replace(HASH, ''));
  const found = photographs.find(path) ?? photographs.find(plain);
  return found === undefined ? { file: posix.basename(plain), found: false } : { file: found, found: true };
}
