import { join } from 'node:path';
import { counted } from '../counted.js';
import { firstNames } from '../first-names.js';
import { concurrently } from './concurrently.js';
import { withoutEnding } from './image-paths.js';
import type { Photographs } from './photographs.js';
import type { OnProblem } from './problem.js';
import { isFile } from './text.js';

/** Of label files that lie beside photographs. */
const ENDINGS = ['xml', 'json', 'txt'];

/** Says how many photographs have no label file of the set's format, and so are no part of the set. */
export async function noteUnlabelled(
  photographs: Photographs,
  images: readonly { readonly file?: string }[],
  onNote: OnProblem | undefined,
): Promise<void> {
  const used = new Set(images.map(({ file }) => file));
  const unused = photographs.files.filter((file) => !used.has(file));
  if (unused.length === 0 || !onNote) return;
  const some = firstNames(unused, 3);
  const others = await labelledOtherwise(unused, photographs.root);
  const mixed =
    others.length === 0 ? '' : ` ${others[0]} is of another format: a folder is read in one format alone.`;
  const message = `${counted(unused.length, 'photograph has', 'photographs have')} no label file and ${unused.length === 1 ? 'is' : 'are'} left out: ${some}.${mixed}`;
  onNote({ kind: 'unlabelled', file: photographs.root, message });
}

/** labelImg changes the format at a click: then one folder has label files of both. */
async function labelledOtherwise(files: readonly string[], root: string): Promise<string[]> {
  const beside = files.flatMap((file) => ENDINGS.map((ending) => `${withoutEnding(file)}.${ending}`));
  const there = await concurrently(beside, { stage: 'photographs' }, (file) => isFile(join(root, file)));
  return beside.filter((_, index) => there[index]);
}
