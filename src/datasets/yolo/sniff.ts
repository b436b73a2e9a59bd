import { join } from 'node:path';
import { filesEnding, headOf, type Look } from '../look.js';
import { listFiles } from '../photographs.js';

const YAML = /\.ya?ml$/i;

/** Lists of class names that lie beside labels, in the order in which they are believed. */
export const NAME_FILES = ['obj.names', 'classes.txt'] as const;

/** The YAML file of a folder that describes a YOLO data set: `data.yaml`, or another with such keys. */
export async function yoloYaml(look: Look): Promise<string | undefined> {
  const files = filesEnding(look, YAML).sort(
    (a, b) => Number(/data\.ya?ml$/i.test(b)) - Number(/data\.ya?ml$/i.test(a)),
  );
  for (const file of files)
    if (/^\s*["']?(names|train|val|nc)["']?\s*:/m.test(await headOf(file))) return file;
  return undefined;
}

/**
 * `data.yaml`, Darknet's `obj.data` (CVAT's YOLO 1.1), a folder `labels` with text files, or `classes.txt` among
 * the labels (Label Studio, labelImg).
 */
export async function isYolo(look: Look): Promise<boolean> {
  const { path, isFolder, files, folders } = look;
  if (!isFolder) return YAML.test(path) || /\.data$/i.test(path);
  if (files.includes('obj.data') || files.includes('obj.names')) return true;
  if ((await yoloYaml(look)) !== undefined) return true;
  if (folders.includes('labels')) return (await listFiles(join(path, 'labels'), /\.txt$/i)).length > 0;
  return (
    files.includes('classes.txt') && files.some((name) => /\.txt$/i.test(name) && name !== 'classes.txt')
  );
}
