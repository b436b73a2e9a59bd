import { filesEnding, headOf, type Look } from '../look.js';

/** A folder with more JSON files than this has one per photograph: another format's. */
const MOST_FILES = 20;

/** A list of tasks: Label Studio's JSON or JSON-MIN. Create ML's list has `annotations` without either key. */
async function isTaskFile(file: string): Promise<boolean> {
  if (!/\.json$/i.test(file)) return false;
  const head = (await headOf(file)).trimStart();
  const has = (keys: string) => new RegExp(`"(${keys})"\\s*:`).test(head);
  if (!head.startsWith('[')) return false;
  return has('original_width') || (has('annotations|completions|predictions') && has('data|result'));
}

/** The task file of a folder: there is one. */
export async function taskFile(look: Look): Promise<string | undefined> {
  const files = filesEnding(look, /\.json$/i);
  if (files.length > MOST_FILES) return undefined;
  const tested = await Promise.all(files.map(isTaskFile));
  const found = files.filter((_, index) => tested[index]);
  return found.length === 1 ? found[0] : undefined;
}

export async function isLabelStudio(look: Look): Promise<boolean> {
  return (await taskFile(look)) !== undefined;
}
