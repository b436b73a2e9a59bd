import { join } from 'node:path';
import { headOf, type Look } from '../look.js';

async function isCvatFile(file: string): Promise<boolean> {
  return /\.xml$/i.test(file) && /<annotations[\s>]/.test(await headOf(file));
}

/** The XML file of "CVAT for images" or "for video": the path itself, or `annotations.xml` in it. */
export async function cvatFile({ path, isFolder, files }: Look): Promise<string | undefined> {
  if (!isFolder) return (await isCvatFile(path)) ? path : undefined;
  const file = join(path, 'annotations.xml');
  return files.includes('annotations.xml') && (await isCvatFile(file)) ? file : undefined;
}

export async function isCvat(look: Look): Promise<boolean> {
  return (await cvatFile(look)) !== undefined;
}
