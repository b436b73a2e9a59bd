import { basename, join } from 'node:path';
import { stem } from '../images.js';
import { filesEnding, headOf, type Look, lookAtMaybe } from '../look.js';

/** COCO files of other tasks, which lie beside the instances. */
const OTHER_TASKS = /^(captions|person_keypoints|panoptic|stuff|image_info)_/;

/** A folder of annotation files has one per split; one with more JSON files than this is of another format. */
const MOST_FILES = 20;

/** Whether a JSON file begins as COCO's instances do, whatever the order of its keys. */
async function isInstances(file: string): Promise<boolean> {
  const head = await headOf(file);
  if (!head.trimStart().startsWith('{')) return false;
  return /"(images|annotations|categories)"\s*:\s*\[/.test(head) && !/"(shapes|imagePath)"\s*:/.test(head);
}

/** The instances files of a folder by their split's name; `` for one that has none. */
export async function instancesFiles(look: Look): Promise<Map<string, string>> {
  const json = filesEnding(look, /\.json$/i);
  const roboflow = json.find((file) => basename(file) === '_annotations.coco.json');
  if (roboflow !== undefined) return new Map([['', roboflow]]);
  const folder = look.folders.includes('annotations') ? join(look.path, 'annotations') : undefined;
  const below = folder === undefined ? [] : filesEnding(await lookAtMaybe(folder), /\.json$/i);
  const candidates = below.length > 0 ? below : json;
  if (candidates.length > MOST_FILES) return new Map();
  const tested = await Promise.all(candidates.map(isInstances));
  const files = candidates.filter((file, index) => tested[index] && !OTHER_TASKS.test(basename(file)));
  const [only] = files;
  if (below.length === 0 && files.length === 1) return new Map([['', only!]]);
  return new Map(files.map((file) => [splitOf(file), file]));
}

/** `instances_val2017.json` is `val`. */
export function splitOf(file: string): string {
  return stem(file)
    .replace(/^instances_/, '')
    .replace(/^(train|val|test)\d{4}$/, '$1');
}

/** An instances JSON, or a folder with such files: CVAT's, Roboflow's, Label Studio's. */
export async function isCoco(look: Look): Promise<boolean> {
  if (look.isFolder) return (await instancesFiles(look)).size > 0;
  return /\.json$/i.test(look.path);
}

export async function cocoSplits(look: Look): Promise<string[]> {
  if (!look.isFolder) return [];
  return [...(await instancesFiles(look)).keys()].filter((name) => name !== '');
}
