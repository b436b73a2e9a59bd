import { dirname, isAbsolute, join } from 'node:path';
import { listPhotographs, Photographs, pathFrom } from '../photographs.js';
import { type OnProblem, type Problem, report } from '../problem.js';
import { isFile, MAX_LIST_BYTES, readText } from '../text.js';
import type { YoloSource } from './layout.js';

/** The photographs of a split as absolute or relative paths, each once. */
export async function photographsOf(
  sources: readonly YoloSource[],
  root: string,
  onProblem: OnProblem | undefined,
): Promise<string[]> {
  const lists = await Promise.all(
    sources.map(({ path, isList }) => (isList ? fromList(path, root, onProblem) : fromFolder(path))),
  );
  return [...new Set(lists.flat())];
}

async function fromFolder(folder: string): Promise<string[]> {
  return (await listPhotographs(folder)).map((file) => join(folder, file));
}

/** Lines are paths from the list, from the root, or from a place on another machine. */
async function fromList(file: string, root: string, onProblem: OnProblem | undefined): Promise<string[]> {
  const lines = (await readText(file, MAX_LIST_BYTES)).split('\n').map((line) => line.trim());
  const photographs = await Photographs.below(root);
  const found: string[] = [];
  const missing: Problem[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const beside = isAbsolute(line) ? line : join(dirname(file), line);
    const known = (await isFile(beside)) ? pathFrom(root, beside) : photographs.find(line);
    if (known !== undefined) found.push(join(root, known));
    else {
      const message = `expected a photograph at ${line}, but there is none below ${root}.`;
      missing.push({ kind: 'missing-file', file, line: index + 1, message });
    }
  }
  for (const problem of missing) report(together(problem, missing.length, onProblem), onProblem);
  return found;
}

/** Where only the first is thrown, it says how many there are. */
function together(problem: Problem, count: number, onProblem: OnProblem | undefined): Problem {
  if (onProblem || count === 1) return problem;
  return { ...problem, message: `${problem.message} ${count} lines of the list name missing photographs.` };
}

/**
 * Where the label file of a photograph may be: the last folder `images` of its path becomes `labels`, or it lies
 * beside the photograph, or an earlier `images` becomes `labels`. Without a folder `images`, it lies beside the
 * photograph or in a folder `labels` there.
 */
export function labelPlaces(photograph: string): string[] {
  const parts = photograph.replace(/\.\w+$/, '.txt').split('/');
  const folders = parts.flatMap((part, index) =>
    part === 'images' && index < parts.length - 1 ? [index] : [],
  );
  const swapped = folders.map((index) => parts.map((part, at) => (at === index ? 'labels' : part)).join('/'));
  const last = swapped.pop();
  const beside = parts.join('/');
  if (last !== undefined) return [last, beside, ...swapped.reverse()];
  return [beside, [...parts.slice(0, -1), 'labels', ...parts.slice(-1)].join('/')];
}
