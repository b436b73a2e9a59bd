/** Names of images are paths, and any part of a path can be what distinguishes two images. */

/** Endings of the photographs that can be decoded, in lower case, the likeliest first. */
const photographEndings = [
  'jpg',
  'jpeg',
  'png',
  'webp',
  'gif',
  'tif',
  'tiff',
  'avif',
  'jfif',
  'jpe',
] as const;

/** The ending of a photograph. */
export const PHOTOGRAPH = new RegExp(`\\.(${photographEndings.join('|')})$`, 'i');

/** Whether a file is a photograph by its name; hidden ones (`._a.jpg`, which a Mac writes beside `a.jpg`) are not. */
export function isPhotograph(name: string): boolean {
  return PHOTOGRAPH.test(name) && !isHidden(name);
}

/** Files and folders that people do not see: `.ipynb_checkpoints`, `.DS_Store`, and what a Mac adds to archives. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || name === '__MACOSX';
}

/** The path without the ending of a photograph; other dots are part of the name: `frame.0001`. */
export function withoutEnding(path: string): string {
  return path.replace(PHOTOGRAPH, '');
}

/** For paths that were written on Windows: a backslash separates there. */
export function separatedBySlashes(path: string): string {
  return path.replaceAll('\\', '/');
}

/** Folders that a layout prescribes: they distinguish no images. */
const LAYOUT = /^(JPEGImages|Data\/DET\/[^/]+)\//;

/** The path below the folder of photographs in VOC's and ILSVRC's layouts. */
export function withoutLayout(path: string): string {
  return separatedBySlashes(path).replace(LAYOUT, '');
}

/** Whether a path leads out of the folder that it starts from. */
export function leavesRoot(path: string): boolean {
  return /^([A-Za-z]:|\/)|(^|\/)\.\.(\/|$)/.test(separatedBySlashes(path));
}

/** A path's parts without drive, root and steps upwards. */
function partsOf(path: string): string[] {
  const local = withoutLayout(path).replace(/^[A-Za-z]:/, '');
  return local.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
}

/**
 * The paths below the folder that all of them share: short where one folder holds all, and never cut where folders
 * distinguish them. Of a path that leaves the root (`..\..\upload\4\b.jpg`) the folders mean nothing here: its last
 * part is taken where no other path ends so.
 */
export function belowCommonFolder(paths: readonly string[]): string[] {
  const all = paths.map(partsOf);
  const times = new Map<string, number>();
  for (const parts of all) times.set(parts.at(-1) ?? '', (times.get(parts.at(-1) ?? '') ?? 0) + 1);
  const kept = all.map((parts, i) => {
    const alone = times.get(parts.at(-1) ?? '') === 1;
    return alone && leavesRoot(paths[i]!) ? parts.slice(-1) : parts;
  });
  const common = commonFolder(kept);
  return kept.map((parts) => parts.slice(common).join('/'));
}

/** How many folders all paths begin with. */
function commonFolder(all: readonly (readonly string[])[]): number {
  const [first = []] = all;
  let common = Math.max(0, first.length - 1);
  for (const parts of all) {
    let same = 0;
    while (same < common && same < parts.length - 1 && parts[same] === first[same]) same++;
    common = same;
  }
  return common;
}
