import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFolder } from '../text.js';

/** The folder that holds `Annotations/DET`: the root itself or `ILSVRC` in it; undefined: no ILSVRC data. */
export async function ilsvrcFolder(root: string): Promise<string | undefined> {
  for (const folder of [root, join(root, 'ILSVRC')]) {
    if (await isFolder(join(folder, 'Annotations', 'DET'))) return folder;
  }
  return undefined;
}

/** Names of the splits of ILSVRC DET below `ImageSets/DET`, sorted. */
export async function splitsIn(lists: string): Promise<string[]> {
  const names = await readdir(lists).catch(() => []);
  return names
    .filter((name) => name.endsWith('.txt'))
    .map((name) => name.slice(0, -'.txt'.length))
    .sort();
}

/** The lists whose images have annotations: `test` has none. */
export async function ilsvrcSplits(root: string): Promise<string[]> {
  const folder = (await ilsvrcFolder(root)) ?? root;
  const names = await splitsIn(join(folder, 'ImageSets', 'DET'));
  const annotated = await Promise.all(
    names.map((name) => isFolder(join(folder, 'Annotations', 'DET', name))),
  );
  return names.filter((_, index) => annotated[index]);
}
