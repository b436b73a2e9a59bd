import { join, posix } from 'node:path';
import { concurrently } from '../concurrently.js';
import type { ReadPartOptions } from '../format.js';
import { withoutEscapes } from '../percent-escapes.js';
import { listFiles, pathFrom } from '../photographs.js';
import { isFile } from '../text.js';
import { labelPlaces } from './photograph-list.js';

/** A photograph of the set and its label file, if it has one. */
export interface Photograph {
  /** From the root, with `/`. */
  readonly file: string;
  readonly labels?: string;
}

/** Finds each photograph's label file. @param files paths of the photographs */
export async function withLabels(
  files: readonly string[],
  root: string,
  options: ReadPartOptions,
): Promise<Photograph[]> {
  const photographs = await concurrently(files, { ...options, stage: 'label files' }, async (path) => {
    const file = pathFrom(root, path);
    for (const place of labelPlaces(file)) {
      if (await isFile(join(root, place))) return { file, labels: join(root, place) };
    }
    return { file };
  });
  return withLabelsSpelledOtherwise(photographs, root);
}

/** Label Studio writes `Capture_d%C3%A9cran.txt` for `Capture_décran.png`; a Mac may write the accent as two characters. */
async function withLabelsSpelledOtherwise(
  photographs: readonly Photograph[],
  root: string,
): Promise<Photograph[]> {
  const without = photographs.filter(({ labels }) => labels === undefined);
  const folders = new Set(
    without.flatMap(({ file }) => labelPlaces(file).map((place) => posix.dirname(place))),
  );
  const used = new Set(photographs.flatMap(({ labels }) => labels ?? []));
  const spellings = new Map<string, string>();
  for (const folder of folders) {
    for (const name of await listFiles(join(root, folder), /\.txt$/, 0)) {
      const file = join(root, folder, name);
      if (!used.has(file)) spellings.set(spelling(posix.join(folder, name)), file);
    }
  }
  return photographs.map((photograph) => {
    if (photograph.labels !== undefined) return photograph;
    const labels = labelPlaces(photograph.file).flatMap((place) => spellings.get(spelling(place)) ?? [])[0];
    return labels === undefined ? photograph : { ...photograph, labels };
  });
}

const spelling = (path: string): string => withoutEscapes(path).normalize('NFC');
