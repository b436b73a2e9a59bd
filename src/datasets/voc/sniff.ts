import { basename, join } from 'node:path';
import { filesEnding, headOf, type Look } from '../look.js';
import { listFiles } from '../photographs.js';
import { listSplits } from './image-sets.js';

/** Names of the folder of annotations: the devkit's, and that of sets made in its image. */
export const FOLDER = /^annotations$/i;

/** comp3 trains on VOC alone, comp4 on anything: the same files otherwise. */
export const RESULT_FILE = /^comp[34]_det_(.+)\.txt$/;

/** Whether a path is that of the results of one class. */
export function isVocResultFile(path: string): boolean {
  return RESULT_FILE.test(basename(path));
}

/** A folder `Annotations`, or XML files of VOC beside their photographs (labelImg, Roboflow). */
export async function isVoc(look: Look): Promise<boolean> {
  if (!look.isFolder) return false;
  if (look.folders.includes('Annotations')) return true;
  const folder = look.folders.find((name) => FOLDER.test(name));
  if (folder !== undefined) return (await listFiles(join(look.path, folder), /\.xml$/i, 0)).length > 0;
  const [first] = filesEnding(look, /\.xml$/i);
  return first !== undefined && /<annotation[\s>]/.test(await headOf(first));
}

/** The lists in `ImageSets/Main` that are splits: those of single classes and joined ones are left out. */
export async function vocSplits({ path }: Look): Promise<string[]> {
  const lists = await listSplits(path);
  const all = new Set(lists);
  return lists.filter((name) => {
    const rest = name.slice(name.lastIndexOf('_') + 1);
    if (name === 'trainval' && all.has('train') && all.has('val')) return false;
    return rest === name || !all.has(rest);
  });
}
