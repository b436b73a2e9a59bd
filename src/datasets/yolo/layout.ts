import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { RcnnError } from '../../errors.js';
import { separatedBySlashes } from '../image-paths.js';
import { type Look, lookAt, lookAtMaybe } from '../look.js';
import { badDataset } from '../problem.js';
import { isSplitName, splitName } from '../split-names.js';
import { isFile, isFolder, readText } from '../text.js';
import { namesBeside, namesOfYaml, type YoloNames } from './class-names.js';
import { yoloYaml } from './sniff.js';

/** Where the photographs of a split are: a folder, or a text file with one path per line. */
export interface YoloSource {
  readonly path: string;
  readonly isList: boolean;
}

/** A YOLO data set as its files describe it. */
export interface YoloLayout {
  readonly root: string;
  /** The file to name in errors. */
  readonly file: string;
  readonly names?: YoloNames;
  /** In the order train, val, test, others; `` is the whole of a set without splits. */
  readonly splits: ReadonlyMap<string, readonly YoloSource[]>;
  /** Splits that the file names but that do not exist, with the path it gives. */
  readonly absent: ReadonlyMap<string, string>;
  readonly pose: boolean;
}

/** @throws RcnnError `file-not-found`, `bad-dataset` */
export async function yoloLayout(path: string): Promise<YoloLayout> {
  const isDescription = await isFile(path);
  const root = isDescription ? dirname(path) : path;
  const look = await lookAt(root);
  const yaml = isDescription && /\.ya?ml$/i.test(path) ? path : await yoloYaml(look);
  if (yaml !== undefined && !(isDescription && /\.data$/i.test(path))) return fromYaml(yaml, look);
  const darknet = isDescription ? path : join(root, 'obj.data');
  if (await isFile(darknet)) return fromDarknet(darknet, look);
  return fromFolders(look);
}

async function fromYaml(file: string, look: Look): Promise<YoloLayout> {
  const content = await parseYaml(file);
  const { names, nc, path, kpt_shape: pose } = content;
  const named = await namesOfYaml(names, file, look);
  if (named && typeof nc === 'number' && nc < named.byId.size) {
    const message = `expected ${nc} names (nc), but there are ${named.byId.size}.`;
    throw badDataset({ kind: 'malformed', file, message });
  }
  const places = { root: look.path, base: typeof path === 'string' ? path : '.' };
  const found = await sourcesOf(content, places);
  const splits = found.splits.size > 0 ? found.splits : (await fromFolders(look)).splits;
  return {
    root: look.path,
    file,
    ...(named && { names: named }),
    ...found,
    splits,
    pose: pose !== undefined,
  };
}

async function parseYaml(file: string): Promise<Record<string, unknown>> {
  const text = await readText(file);
  try {
    const content: unknown = parse(text);
    if (typeof content === 'object' && content !== null) return content as Record<string, unknown>;
  } catch (cause) {
    const message = `expected YAML, but: ${(cause as Error).message.split('\n')[0]}`;
    throw badDataset({ kind: 'malformed', file, message }, cause);
  }
  throw badDataset({
    kind: 'malformed',
    file,
    message: 'expected keys such as names and train, but found none.',
  });
}

/** `key = value` lines; paths as CVAT writes them begin with a folder `data` that is not there. */
async function fromDarknet(file: string, look: Look): Promise<YoloLayout> {
  const lines = (await readText(file)).split('\n').map((line) => line.split('='));
  const content = Object.fromEntries(
    lines.flatMap(([key, value]) => (value === undefined ? [] : [[key!.trim(), value.trim()]])),
  );
  const names = await namesBeside(look);
  const found = await sourcesOf(content, { root: look.path, base: '.' });
  const splits = found.splits.size > 0 ? found.splits : (await fromFolders(look)).splits;
  return { root: look.path, file, ...(names && { names }), ...found, splits, pose: false };
}

/** `images/<split>` or `images` with `labels`, else photographs anywhere below. */
async function fromFolders(look: Look): Promise<YoloLayout> {
  const images = look.folders.includes('images') ? join(look.path, 'images') : look.path;
  const { folders } = await lookAtMaybe(images);
  const names = await namesBeside(look);
  const splits = new Map(
    folders
      .filter(isSplitName)
      .map((name) => [splitName(name), [{ path: join(images, name), isList: false }]]),
  );
  if (splits.size === 0) splits.set('', [{ path: images, isList: false }]);
  return {
    root: look.path,
    file: look.path,
    ...(names && { names }),
    splits,
    absent: new Map(),
    pose: false,
  };
}

const KEYS = ['train', 'val', 'valid', 'test'];

/** Keys whose paths hold no photographs of a split. */
const NO_SPLITS = [...KEYS, 'path', 'names', 'backup'];

/**
 * Further splits, such as `val_more: images/val_more`: keys that their own path names. Tools add keys of many
 * meanings, and any of them may be a path.
 */
function otherSplits(content: Record<string, unknown>): string[] {
  return Object.entries(content).flatMap(([key, value]) => {
    if (NO_SPLITS.includes(key) || typeof value !== 'string') return [];
    const parts = separatedBySlashes(value).split('/');
    return parts.includes(key) || parts.at(-1) === `${key}.txt` ? [key] : [];
  });
}

async function sourcesOf(
  content: Record<string, unknown>,
  places: Places,
): Promise<Pick<YoloLayout, 'splits' | 'absent'>> {
  const splits = new Map<string, YoloSource[]>();
  const absent = new Map<string, string>();
  for (const key of [...KEYS, ...otherSplits(content)]) {
    const entries = [content[key]]
      .flat()
      .filter((entry) => typeof entry === 'string' && entry !== '') as string[];
    for (const entry of entries) {
      const source = await sourceAt(entry, { ...places, split: splitName(key) });
      if (source) splits.set(splitName(key), [...(splits.get(splitName(key)) ?? []), source]);
      else absent.set(splitName(key), entry);
    }
  }
  return { splits, absent };
}

interface Places {
  readonly root: string;
  /** `path` of data.yaml. */
  readonly base: string;
}

/**
 * A path of the file: from `path`, from the file's own folder, or the longest end of it that is there, since many
 * were written for another machine (`../train/images`, `/content/set/train/images`, `data/train.txt`).
 */
async function sourceAt(
  entry: string,
  { root, base, split }: Places & { readonly split: string },
): Promise<YoloSource | undefined> {
  const parts = separatedBySlashes(entry)
    .split('/')
    .filter((part) => !['', '.', '..'].includes(part));
  // `images` of `../test/images` may be those of any split.
  const named = parts.map(splitName).lastIndexOf(split);
  const ends = parts
    .map((_, index) => join(root, ...parts.slice(index)))
    .slice(0, named < 0 ? parts.length : named + 1);
  const given = [resolve(root, base, entry), resolve(root, entry)];
  const above = entry.startsWith('..');
  const whole = parts.length === 0 || isAbsolute(entry) || !above;
  for (const path of whole ? [...given, ...ends] : [...ends, ...given]) {
    if (await isFolder(path)) return { path, isList: false };
    if (/\.txt$/i.test(path) && (await isFile(path))) return { path, isList: true };
  }
  return undefined;
}

/** @throws RcnnError `bad-dataset`: numbers of classes say nothing without names */
export function namesNeeded({ names, root }: YoloLayout, classes: readonly string[] | undefined): YoloNames {
  if (names) return names;
  if (classes) return { file: '--classes', byId: new Map(classes.map((name, id) => [id, name])) };
  throw new RcnnError(
    'bad-dataset',
    `Expected the names of the classes in data.yaml, classes.txt or obj.names in ${root}, but found none. List them in ${join(root, 'classes.txt')}, one name per line, in the order of their numbers.`,
  );
}
