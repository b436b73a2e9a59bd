import { basename } from 'node:path';
import { filesEnding, headOf, type Look } from '../look.js';

async function isCvatFile(file: string): Promise<boolean> {
  return /\.xml$/i.test(file) && /<annotations[\s>]/.test(await headOf(file));
}

/** A folder with more XML files than this has one per photograph: another format's. */
const MOST_FILES = 20;

/**
 * The XML file of "CVAT for images" or "for video": the path itself, or in a folder `annotations.xml`, else the only one of
 * that kind.
 */
export async function cvatFile(look: Look): Promise<string | undefined> {
  const files = filesEnding(look, /\.xml$/i);
  const named = files.filter((file) => basename(file) === 'annotations.xml');
  const asked = named.length > 0 ? named : files;
  if (asked.length > MOST_FILES) return undefined;
  const tested = await Promise.all(asked.map(isCvatFile));
  const found = asked.filter((_, index) => tested[index]);
  return found.length === 1 ? found[0] : undefined;
}

export async function isCvat(look: Look): Promise<boolean> {
  return (await cvatFile(look)) !== undefined;
}
