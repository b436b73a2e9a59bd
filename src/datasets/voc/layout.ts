import { join, posix } from 'node:path';
import type { ReadPartOptions } from '../format.js';
import { separatedBySlashes } from '../image-paths.js';
import { listFiles, Photographs } from '../photographs.js';
import type { Dataset } from '../records.js';
import { noteUnlabelled } from '../unlabelled.js';
import { readVoc, vocClasses } from './devkit.js';
import { backgroundOf, readAnnotations, truthOf } from './read-annotations.js';
import { FOLDER } from './sniff.js';

/**
 * Reads a split of a devkit year folder, or all annotations below the folder where it has no lists.
 * @throws RcnnError as {@link readVoc}
 */
export async function readVocPart(root: string, options: ReadPartOptions): Promise<Dataset> {
  const { split } = options;
  if (split !== undefined) return readVoc(root, { ...options, split });
  return readVocWithoutLists(root, options);
}

/**
 * Every `*.xml` below the folder is an image; its photograph is the one of the same name, or the one that
 * `<filename>` says. Photographs without an annotation are left out: they have not been annotated.
 */
async function readVocWithoutLists(root: string, options: ReadPartOptions): Promise<Dataset> {
  const names = await listFiles(root, /\.xml$/i);
  const files = names.map((name) => join(root, name));
  const entries = files.map((file) => ({ file, line: 1, annotation: file }));
  const [annotations, photographs] = await Promise.all([
    readAnnotations(entries, options),
    Photographs.below(options.imageRoot ?? options.searchRoot ?? root),
  ]);
  const found = annotations.flatMap(({ objects }) => objects.map(({ name }) => name));
  const classes = vocClasses(options.classes ?? [...new Set(found)].sort());
  const indexOf = new Map(classes.map(({ name }, index) => [name, index]));
  const images = annotations.map((annotation, index) => {
    const { filename, width, height } = annotation;
    const id = withoutFolder(names[index]!.replace(/\.xml$/i, ''));
    const beside = posix.join(posix.dirname(id), posix.basename(separatedBySlashes(filename ?? '')));
    const file = photographs.find(id) ?? (filename && photographs.find(beside));
    const rest = { width, height, ...backgroundOf(annotation) };
    return { id, file: file || (filename ? beside : `${id}.jpg`), ...rest };
  });
  await noteUnlabelled(photographs, images, options.onNote);
  return {
    images,
    classes,
    truth: truthOf(annotations, { files, indexOf: (name) => indexOf.get(name), shift: { low: -1, high: 0 } }),
    root: options.imageRoot ?? options.searchRoot ?? root,
  };
}

function withoutFolder(id: string): string {
  const [folder = '', ...rest] = id.split('/');
  return FOLDER.test(folder) && rest.length > 0 ? rest.join('/') : id;
}
