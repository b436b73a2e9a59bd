import { expectedError } from '../errors.js';
import type { Size } from '../geometry/box.js';
import { readImageSize } from '../platform/node/decode.js';
import type { LongWork } from '../progress.js';
import { concurrently } from './concurrently.js';
import { photographPath } from './photograph-path.js';
import type { OnProblem, Problem, ProblemKind } from './problem.js';
import type { Dataset, DetectionTable, ImageRecord, ImagesAndClasses, TruthTable } from './records.js';

/**
 * Reports each doubtful box of a table: outside its image, of no area, or the same as an earlier one.
 * Boxes that end on the border are inside.
 */
export function checkBoxes(
  table: TruthTable | DetectionTable,
  { images, classes }: ImagesAndClasses,
  onProblem: OnProblem,
): void {
  const seen = new Map<string, number>();
  const { image, class: classOf, x1, y1, x2, y2 } = table;
  for (let row = 0; row < table.length; row++) {
    const { id, width, height } = images[image[row]!]!;
    const box = `(${x1[row]}, ${y1[row]}, ${x2[row]}, ${y2[row]})`;
    const name = classes[classOf[row]!]?.name ?? 'unknown class';
    const tell = (kind: ProblemKind, message: string) => onProblem({ kind, ...placeOf(table, row), message });
    if (x2[row]! <= x1[row]! || y2[row]! <= y1[row]!) {
      tell('zero-area', `the ${name} ${box} on ${id} has no area.`);
    }
    const outside = x1[row]! < 0 || y1[row]! < 0 || x2[row]! > width || y2[row]! > height;
    if (width > 0 && height > 0 && outside) {
      tell('outside-image', `the ${name} ${box} reaches beyond ${id}, which is ${width} x ${height}.`);
    }
    const score = 'score' in table ? table.score[row] : '';
    const key = `${image[row]} ${classOf[row]} ${box} ${score}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, row);
    else
      tell(
        'duplicate',
        `the ${name} ${box} on ${id} is repeated; first: ${shortPlace(placeOf(table, first))}.`,
      );
  }
}

function placeOf({ origins }: TruthTable | DetectionTable, row: number): Pick<Problem, 'file' | 'line'> {
  const line = origins?.line[row] ?? 0;
  return { file: origins?.files[origins.file[row]!] ?? 'table', ...(line > 0 && { line }) };
}

function shortPlace({ file, line }: Pick<Problem, 'file' | 'line'>): string {
  return line === undefined ? file : `line ${line}`;
}

/**
 * Reports each photograph that is missing or whose size is not the recorded one: that of the upright picture.
 * Reads headers only.
 *
 * @returns the images with their actual sizes, in which boxes are checked
 */
export async function checkPhotographs(
  { images, root = '.' }: Dataset,
  { onProblem, ...work }: LongWork & { readonly onProblem: OnProblem },
): Promise<ImageRecord[]> {
  const found = await concurrently(images, { ...work, stage: 'photographs' }, (image) =>
    checkOne(image, photographPath({ root }, image)),
  );
  for (const { problem } of found) if (problem) onProblem(problem);
  return images.map((image, i) => ({ ...image, ...found[i]!.size }));
}

interface Checked {
  readonly problem?: Problem;
  readonly size?: Size;
}

async function checkOne({ id, width, height }: ImageRecord, path: string): Promise<Checked> {
  try {
    const size = await readImageSize(path);
    if (width === 0 || (size.width === width && size.height === height)) return { size };
    const rotated = size.width === height && size.height === width ? ' upright: it is stored rotated' : '';
    const message = `expected ${width} x ${height} pixels as recorded, but the photograph has ${size.width} x ${size.height}${rotated}.`;
    return { size, problem: { kind: 'size-mismatch', file: path, message } };
  } catch (cause) {
    const { code, message } = expectedError(cause);
    if (code !== 'file-not-found') return { problem: { kind: 'malformed', file: path, message } };
    const missing = `expected the photograph of ${id}, but it does not exist.`;
    return { problem: { kind: 'missing-file', file: path, message: missing } };
  }
}
