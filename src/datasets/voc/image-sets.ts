import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RcnnError } from '../../errors.js';
import { shown } from '../numbers.js';
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

export interface SplitEntry {
  readonly id: string;
  readonly file: string;
  readonly line: number;
}

/**
 * The images of `ImageSets/Main/<split>.txt`. In a class's own list (`cat_train`) the second column is 1
 * (shown), 0 (only difficult ones) or -1 (absent); images with -1 are left out. Where only class lists exist
 * (`cat_train.txt` but no `train.txt`), the split holds every image that any of them names.
 * @throws RcnnError `file-not-found` listing the splits found; `bad-dataset` for a malformed line.
 */
export async function readSplit(root: string, split: string): Promise<SplitEntry[]> {
  const pathOf = (name: string) => join(root, 'ImageSets', 'Main', `${name}.txt`);
  if (await isFile(pathOf(split))) return readList(pathOf(split), { absentToo: false });
  const found = await listSplits(root);
  const perClass = found.filter((name) => name.endsWith(`_${split}`));
  if (perClass.length === 0) {
    const splits =
      found.length > 0 ? `The splits found are ${found.join(', ')}.` : 'No splits were found there.';
    throw new RcnnError('file-not-found', `Expected the split "${split}" as ${pathOf(split)}. ${splits}`);
  }
  const union = new Map<string, SplitEntry>();
  for (const name of perClass) {
    for (const entry of await readList(pathOf(name), { absentToo: true })) {
      if (!union.has(entry.id)) union.set(entry.id, entry);
    }
  }
  return [...union.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function readList(file: string, { absentToo }: { absentToo: boolean }): Promise<SplitEntry[]> {
  const lines = (await readText(file, MAX_LIST_BYTES)).split('\n');
  const entries: SplitEntry[] = [];
  lines.forEach((text, index) => {
    const [id, flag, ...rest] = text.trim().split(/\s+/);
    if (!id) return;
    if (rest.length > 0 || (flag !== undefined && !['-1', '0', '1'].includes(flag))) {
      const message = `expected "<image>" or "<image> -1|0|1", but got ${shown(text.trim())}.`;
      throw badDataset({ kind: 'malformed', file, line: index + 1, message });
    }
    if (absentToo || flag !== '-1') entries.push({ id, file, line: index + 1 });
  });
  return entries;
}
