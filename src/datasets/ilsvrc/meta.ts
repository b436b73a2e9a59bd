import { join } from 'node:path';
import { z } from 'zod';
import { RcnnError } from '../../errors.js';
import { shown } from '../numbers.js';
import { badDataset } from '../problem.js';
import type { ClassRecord, Dataset } from '../records.js';
import { isFile, readText } from '../text.js';

/** Where a meta file is looked for below the root, in this order. */
const PLACES = ['', 'devkit/data'].flatMap((folder) =>
  ['meta_det.csv', 'meta_det.tsv', 'meta_det.txt', 'meta_det.json'].map((name) => join(folder, name)),
);

const rows = z.array(z.object({ id: z.int().positive(), wnid: z.string().min(1), name: z.string().min(1) }));

/** A class of ILSVRC: number, wnid and name. */
export type IlsvrcClass = Required<Omit<ClassRecord, 'aliases' | 'textId'>>;

/**
 * Reads the classes of an ILSVRC devkit from text: lines `<id>,<wnid>,<name>` (commas, tabs or spaces; a head
 * line and lines from `#` are passed), or JSON `[{"id", "wnid", "name"}]`. The devkit's own meta_det.mat is a
 * MATLAB file; docs/datasets.md has the command that turns it into this.
 * @returns by rising id
 * @throws RcnnError `bad-dataset` with file and line; `file-not-found`
 */
export async function readIlsvrcMeta(file: string): Promise<IlsvrcClass[]> {
  const text = await readText(file);
  const classes = file.endsWith('.json') ? parseJson(text, file) : parseLines(text, file);
  const twice = classes.find(({ id, wnid }, index) =>
    classes.slice(0, index).some((other) => other.id === id || other.wnid === wnid),
  );
  if (twice) {
    const message = `expected each id and wnid once, but ${twice.id} ${twice.wnid} comes again.`;
    throw badDataset({ kind: 'duplicate', file, message });
  }
  return classes.sort((a, b) => a.id - b.id);
}

/** The meta file in a usual place of one of the folders. @throws RcnnError `file-not-found` */
export async function findIlsvrcMeta(folders: readonly string[]): Promise<string> {
  for (const place of folders.flatMap((folder) => PLACES.map((name) => join(folder, name)))) {
    if (await isFile(place)) return place;
  }
  throw new RcnnError(
    'file-not-found',
    `Expected the list of classes as ${join(folders[0] ?? '', 'meta_det.csv')} (lines "<id>,<wnid>,<name>"): name one with --meta; docs/datasets.md has the command that makes it from meta_det.mat.`,
  );
}

function parseJson(text: string, file: string): IlsvrcClass[] {
  try {
    return rows.parse(JSON.parse(text));
  } catch (cause) {
    const message = 'expected JSON [{"id": 1, "wnid": "n02672831", "name": "accordion"}, ...].';
    throw badDataset({ kind: 'malformed', file, message }, cause);
  }
}

function parseLines(text: string, file: string): IlsvrcClass[] {
  const classes: IlsvrcClass[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || (index === 0 && /^"?(ILSVRC\w*_)?id\b/i.test(line))) return;
    const match = /^(\d+)[,\t ]\s*(n\d+)[,\t ]\s*(.+)$/.exec(line);
    const [, id, wnid, name] = match ?? [];
    if (id === undefined || wnid === undefined || name === undefined) {
      const message = `expected "<id>,<wnid>,<name>", but got ${shown(line)}.`;
      throw badDataset({ kind: 'malformed', file, line: index + 1, message });
    }
    classes.push({ id: Number(id), wnid, name: name.replace(/^"(.*)"$/, '$1') });
  });
  return classes;
}

/** The data set with the ids and wnids that a meta file gives to its classes by name; others stay as they are. */
export async function withMeta(dataset: Dataset, meta: string): Promise<Dataset> {
  const byName = new Map((await readIlsvrcMeta(meta)).map((one) => [one.name, one]));
  return { ...dataset, classes: dataset.classes.map((one) => byName.get(one.name) ?? one) };
}
