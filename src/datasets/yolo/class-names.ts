import { basename, join } from 'node:path';
import { type Look, lookAtMaybe } from '../look.js';
import { badDataset } from '../problem.js';
import { readText } from '../text.js';
import { NAME_FILES } from './sniff.js';

/** The names of a data set's classes by their numbers, and the file that says so. */
export interface YoloNames {
  readonly file: string;
  /** By number, rising. */
  readonly byId: ReadonlyMap<number, string>;
}

/** A list, or a table by number. @throws RcnnError `bad-dataset` */
function namesFromYaml(value: unknown, file: string): YoloNames | undefined {
  if (value === undefined || value === null) return undefined;
  const entries = Array.isArray(value)
    ? value.map((name, id) => [id, name] as const)
    : typeof value === 'object'
      ? Object.entries(value).map(([id, name]) => [Number(id), name] as const)
      : [];
  const byId = new Map(entries.map(([id, name]) => [id, String(name)] as const).sort(([a], [b]) => a - b));
  const isRight =
    byId.size > 0 && [...byId].every(([id, name]) => Number.isInteger(id) && id >= 0 && name !== '');
  if (isRight) return { file, byId };
  const message = 'expected "names" to be a list of class names, or a table of them by number.';
  throw badDataset({ kind: 'malformed', file, message });
}

/**
 * `obj.names` or `classes.txt`, one name per line; Label Studio's `notes.json` must agree with it.
 * @throws RcnnError `bad-dataset` where two files disagree: labels would then mean other classes
 */
export async function namesBeside(look: Look): Promise<YoloNames | undefined> {
  const { path, files, folders } = look;
  if (folders.includes('labels') && !NAME_FILES.some((name) => files.includes(name))) {
    // labelImg writes classes.txt where it writes the labels.
    const inner = await lookAtMaybe(join(path, 'labels'));
    if (NAME_FILES.some((name) => inner.files.includes(name))) return namesBeside({ ...inner, folders: [] });
  }
  const lists = NAME_FILES.filter((name) => files.includes(name)).map((name) => join(path, name));
  const found = await Promise.all(lists.map(readNames));
  const notes = files.includes('notes.json') ? await readNotes(join(path, 'notes.json')) : undefined;
  const [first, ...others] = [...found, ...(notes ? [notes] : [])];
  for (const other of others) refuseOtherOrder(first!, other);
  return first;
}

async function readNames(file: string): Promise<YoloNames> {
  const lines = (await readText(file)).split('\n').map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  return { file, byId: new Map(lines.map((name, id) => [id, name])) };
}

/** `{"categories": [{"id", "name"}]}`; any other file of that name is ignored. */
async function readNotes(file: string): Promise<YoloNames | undefined> {
  const content = await readText(file);
  try {
    const { categories } = JSON.parse(content) as { categories: { id: number | string; name: string }[] };
    const entries = categories.map(({ id, name }) => [Number(id), name] as const);
    return { file, byId: new Map(entries.sort(([a], [b]) => a - b)) };
  } catch {
    return undefined;
  }
}

/** The names of `data.yaml`, with which a list beside it must agree. */
export async function namesOfYaml(value: unknown, file: string, look: Look): Promise<YoloNames | undefined> {
  const [own, beside] = [namesFromYaml(value, file), await namesBeside(look)];
  if (own && beside) refuseOtherOrder(own, beside);
  return own ?? beside;
}

function refuseOtherOrder(one: YoloNames, other: YoloNames): void {
  const differs = [...other.byId].find(([id, name]) => one.byId.get(id) !== name);
  if (!differs) return;
  const [id, name] = differs;
  const message = `expected ${basename(one.file)} and ${basename(other.file)} to name the classes alike, but class ${id} is "${one.byId.get(id) ?? 'missing'}" in one and "${name}" in the other. Look at a photograph, and remove the file that is wrong.`;
  throw badDataset({ kind: 'unknown-class', file: one.file, message });
}
