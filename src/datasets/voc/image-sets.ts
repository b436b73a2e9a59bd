import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lookAt } from '../look.js';
import { missingSplit } from '../missing-split.js';
import { shown } from '../numbers.js';
import { listFiles } from '../photographs.js';
import { badDataset } from '../problem.js';
import { isFile, MAX_LIST_BYTES, readText } from '../text.js';

/** Names of the splits below `<year>/ImageSets/Main`, sorted; empty when there is no such folder. */
export async function listSplits(root: string): Promise<string[]> {
  const names = await readdir(join(root, 'ImageSets', 'Main')).catch(() => []);
  return names
    .filter((name) => name.endsWith('.txt'))
    .map((name) => name.slice(0, -'.txt'.length))
    .sort();
}

interface SplitEntry {
  readonly id: string;
  readonly file: string;
  readonly line: number;
}

/**
 * The images of `ImageSets/Main/<split>.txt`. In a class's own list (`cat_train`) the second column is 1
 * (shown), 0 (only difficult ones) or -1 (absent); images with -1 are left out. Where only class lists exist
 * (`cat_train.txt` but no `train.txt`), the split holds every image that any of them names.
 * @throws RcnnError `bad-option` listing the splits found; `file-not-found` for a missing folder; `bad-dataset` for a
 *   malformed line
 */
export async function readSplit(root: string, split: string): Promise<SplitEntry[]> {
  const pathOf = (name: string) => join(root, 'ImageSets', 'Main', `${name}.txt`);
  const annotated = new Annotated(root);
  if (await isFile(pathOf(split))) return readList(pathOf(split), { annotated, absentToo: false });
  const found = await listSplits(root);
  const perClass = found.filter((name) => name.endsWith(`_${split}`));
  if (perClass.length === 0) {
    await lookAt(root);
    throw missingSplit(split, root, found);
  }
  const union = new Map<string, SplitEntry>();
  for (const name of perClass) {
    for (const entry of await readList(pathOf(name), { annotated, absentToo: true })) {
      if (!union.has(entry.id)) union.set(entry.id, entry);
    }
  }
  return [...union.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The images that have an annotation, listed when a name with a blank is first met. */
class Annotated {
  readonly #root: string;
  #ids: Promise<ReadonlySet<string>> | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  async has(id: string): Promise<boolean> {
    this.#ids ??= listFiles(join(this.#root, 'Annotations'), /\.xml$/).then(
      (files) => new Set(files.map((file) => file.slice(0, -'.xml'.length))),
    );
    return (await this.#ids).has(id);
  }
}

interface ReadListOptions {
  readonly annotated: Annotated;
  /** Keep images with -1. */
  readonly absentToo: boolean;
}

/** `frame 0` is the image of that name where it has an annotation, else the image `frame` with a flag. */
async function readList(file: string, { annotated, absentToo }: ReadListOptions): Promise<SplitEntry[]> {
  const lines = (await readText(file, MAX_LIST_BYTES)).split('\n');
  const entries: SplitEntry[] = [];
  for (const [index, given] of lines.entries()) {
    const text = given.trim();
    if (text === '') continue;
    const line = index + 1;
    const [, name, flag] = /^(.+?)\s+(-1|0|1)$/.exec(text) ?? [];
    if (!/\s/.test(text) || (await annotated.has(text))) entries.push({ id: text, file, line });
    else if (name === undefined || (/\s/.test(name) && !(await annotated.has(name)))) {
      const message = `expected "<image>" or "<image> -1|0|1", but got ${shown(text)}, and there is no annotation of that name.`;
      throw badDataset({ kind: 'malformed', file, line, message });
    } else if (absentToo || flag !== '-1') entries.push({ id: name, file, line });
  }
  return entries;
}
