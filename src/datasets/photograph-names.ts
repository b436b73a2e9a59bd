import { extname } from 'node:path';
import { PHOTOGRAPH, separatedBySlashes } from './image-paths.js';
import { listImageIds } from './images.js';
import type { ImageRecord } from './records.js';

/** Characters that Windows forbids in names, and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[<>:"|?*\u0000-\u001f]/g;

/**
 * Names for the photographs of a new data set: their ids with the ending of their file, `/`
 * between folders. They stay inside the folder, are allowed on every system, and differ in more than case or ending.
 */
export function photographNames(images: readonly ImageRecord[]): string[] {
  const seen = new Set<string>();
  return listImageIds(images).map((id, index) => {
    const { file = '' } = images[index]!;
    const parts = separatedBySlashes(id).replace(FORBIDDEN, '_').split('/');
    const safe = parts.filter((part) => !['', '.', '..'].includes(part)).join('/') || 'image';
    let name = safe;
    for (let count = 2; seen.has(name.toLowerCase()); count++) name = `${safe}-${count}`;
    seen.add(name.toLowerCase());
    return name + (PHOTOGRAPH.test(file) ? extname(file) : '.jpg');
  });
}
