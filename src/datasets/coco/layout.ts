import { basename, dirname, join } from 'node:path';
import type { ReadPartOptions } from '../format.js';
import { leavesRoot } from '../image-paths.js';
import { stem } from '../images.js';
import { type Look, lookAtMaybe } from '../look.js';
import { missingSplit } from '../missing-split.js';
import { withoutEscapes } from '../percent-escapes.js';
import { Photographs } from '../photographs.js';
import type { Dataset } from '../records.js';
import { isFile, isFolder } from '../text.js';
import { readCoco } from './instances.js';
import { instancesFiles, splitOf } from './sniff.js';

/** @throws RcnnError as `readCoco`, `bad-option` for a split that there is not */
export async function readCocoPart(path: string, options: ReadPartOptions): Promise<Dataset> {
  const file = (await isFolder(path)) ? await fileOf(await lookAtMaybe(path), options) : path;
  const dataset = await readCoco(file, options);
  const { imageRoot } = options;
  return imageRoot === undefined
    ? withPhotographs(dataset, file, options)
    : withStrays({ ...dataset, root: imageRoot });
}

async function fileOf(look: Look, { split = '' }: ReadPartOptions): Promise<string> {
  const files = await instancesFiles(look);
  const file = files.get(split) ?? files.get('');
  if (file !== undefined) return file;
  throw missingSplit(split, look.path, [...files.keys()]);
}

/**
 * Looks for the photographs where the tools put them: beside the file, or in `images/<split>`, `images`,
 * `<split>` beside the folder of annotations; else by name anywhere there.
 */
async function withPhotographs(
  dataset: Dataset,
  file: string,
  { searchRoot }: ReadPartOptions,
): Promise<Dataset> {
  const own = dirname(file);
  const above = searchRoot ?? (/^annotations$/i.test(basename(own)) ? dirname(own) : own);
  const [first] = dataset.images;
  const name = first?.file;
  if (name === undefined) return dataset;
  const folders = ['', 'images', splitOf(file), stem(file).replace(/^instances_/, '')];
  const places = [
    own,
    ...folders.map((folder) => join(above, folder)),
    join(above, 'images', splitOf(file)),
    join(above, 'images', stem(file).replace(/^instances_/, '')),
  ];
  for (const root of places) if (await isFile(join(root, name))) return withStrays({ ...dataset, root });
  const photographs = await Photographs.below(above);
  if (photographs.find(name) === undefined) return dataset;
  const images = dataset.images.map((image) => ({
    ...image,
    ...(image.file !== undefined && { file: photographs.find(image.file) ?? image.file }),
  }));
  return { ...dataset, images, root: above };
}

/**
 * Paths from another machine (`..\\..\\upload\\4\\b.jpg`) and names with percent escapes lead nowhere here: those
 * photographs are found by name.
 */
async function withStrays(dataset: Dataset & { readonly root: string }): Promise<Dataset> {
  if (!dataset.images.some(({ file = '' }) => isStray(file))) return dataset;
  const photographs = await Photographs.below(dataset.root);
  const images = dataset.images.map((image) => {
    const { file } = image;
    if (file === undefined || !isStray(file)) return image;
    return { ...image, file: photographs.find(file) ?? file };
  });
  return { ...dataset, images };
}

const isStray = (file: string): boolean => leavesRoot(file) || withoutEscapes(file) !== file;
