import { filesEnding, headOf, type Look } from '../look.js';

/** A folder with more JSON files than this has one per photograph: another format's. */
const MOST_FILES = 20;

/** A list of tasks: Label Studio's JSON or JSON-MIN. */
async function isTaskFile(file: string): Promise<boolean> {
  if (!/\.json$/i.test(file)) return false;
  const head = (await headOf(file)).trimStart();
  return head.startsWith('[') && /"(annotations|completions|predictions|original_width)"\s*:/.test(head);
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
