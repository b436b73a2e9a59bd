import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { RcnnError } from '../errors.js';
import type { LongWork } from '../progress.js';
import type { ClassificationSet } from './classification.js';
import { concurrently } from './concurrently.js';
import { isHidden, isPhotograph } from './image-paths.js';
import type { ClassRecord } from './records.js';
import { cannotRead, readText } from './text.js';

export interface ReadFoldersOptions extends LongWork {
  /** Lines `<wnid> <names>` (synset_words.txt) that name the folders; without it folders name themselves. */
  readonly synsets?: string;
}

/**
 * Reads a folder per class (`train/n01440764/*.JPEG`, Imagenette's and ILSVRC CLS's layout): classes sorted
 * by folder, images by file; hidden ones (`.ipynb_checkpoints`) are skipped. Ids are `<folder>/<file name>`; sizes are not known (0).
 * @throws RcnnError `file-not-found`; `bad-dataset` when there is no photograph below
 */
export async function readFolders(
  root: string,
  options: ReadFoldersOptions = {},
): Promise<ClassificationSet> {
  const found = await readdir(root, { withFileTypes: true }).catch((cause: unknown) => {
    throw cannotRead(root, cause);
  });
  const folders = found
    .filter((entry) => entry.isDirectory() && !isHidden(entry.name))
    .map(({ name }) => name)
    .sort();
  const lists = await concurrently(folders, { ...options, stage: 'folders' }, async (folder) =>
    (await namesIn(join(root, folder))).filter(isPhotograph).sort(),
  );
  const used = folders.flatMap((folder, index) =>
    lists[index]!.length > 0 ? [{ folder, files: lists[index]! }] : [],
  );
  if (used.length === 0) {
    throw new RcnnError(
      'bad-dataset',
      `Expected a folder of photographs for each class in ${root}, but found none.`,
    );
  }
  const names =
    options.synsets === undefined ? new Map<string, string>() : await readSynsets(options.synsets);
  const files = used.flatMap(({ folder, files }) => files.map((file) => posix.join(folder, file)));
  return {
    images: files.map((file) => ({ id: file, file, width: 0, height: 0 })),
    classes: used.map(({ folder }, index) => classOf(folder, index + 1, names)),
    label: Int32Array.from(used.flatMap(({ files }, index) => files.map(() => index))),
    root,
  };
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: unknown) => {
    throw cannotRead(folder, cause);
  });
}

function classOf(folder: string, id: number, names: ReadonlyMap<string, string>): ClassRecord {
  const isWnid = /^n\d{8}$/.test(folder);
  return { name: names.get(folder) ?? folder, id, ...(isWnid && { wnid: folder }) };
}

/** `<wnid> <names>` lines; the first name is the class's. */
async function readSynsets(file: string): Promise<Map<string, string>> {
  const lines = (await readText(file)).split('\n');
  const parsed = lines.map((line) => /^(\S+)\s+([^,]+)/.exec(line.trim()));
  return new Map(parsed.flatMap((match) => (match ? [[match[1]!, match[2]!.trim()] as const] : [])));
}
