/** Detections as labels to correct: where a photograph is labelled already, only mistakes are left to people. */
import { dirname, join, relative, resolve, sep } from 'node:path';
import { TruthBuilder } from '../../datasets/columns.js';
import { type Format, rows, truthFormats, writeDataset, writeDetections } from '../../datasets/formats.js';
import { withoutEnding } from '../../datasets/image-paths.js';
import { lookAtMaybe } from '../../datasets/look.js';
import type { DetectedImage } from '../../datasets/ndjson/detections.js';
import { placePhotographs, planPhotographs } from '../../datasets/place-photographs.js';
import type { Dataset, DetectionTable } from '../../datasets/records.js';
import { RcnnError } from '../../errors.js';
import type { LongWork } from '../../progress.js';

/** Forms in which detections can be corrected; ILSVRC's needs numbers that only its contest has. */
export const labelFormats = truthFormats.filter((name) => name !== 'ilsvrc-det');

/** Of the file in a folder, where the form is one file. */
const FILE: Partial<Record<Format, string>> = {
  cvat: 'annotations.xml',
  labelstudio: 'tasks.json',
  ndjson: 'labels.ndjson',
};

/** Entries of a folder that an error lists. */
const NAMED = 5;

/** Labels are there to be learnt from. */
const SPLIT = 'train';

export interface Labelled extends DetectedImage {
  /** Path of the photograph. */
  readonly source: string;
}

/**
 * Writes the labels, with the photographs (a second name of each file) where the form looks for them, so that a labelling tool and
 * `train` can take them. Label Studio gets predictions, with their scores; elsewhere a label is a label.
 *
 * @param out folder, or the file of a form that is one
 * @param classes of the model, in order
 * @returns the path that was written
 * @throws RcnnError `bad-dataset`, `bad-file`, `disk-full`
 */
export async function writePreLabels(
  out: string,
  { format, found, classes }: { format: Format; found: readonly Labelled[]; classes: readonly string[] },
  work: LongWork = {},
): Promise<string> {
  const row = rows[format];
  const path = labelPath(out, format);
  const plan = await planPhotographs(datasetOf(found, classes), { format: row, path, split: SPLIT });
  const { dataset, moves } = plan;
  if (format === 'labelstudio') await writeDetections(path, scored(dataset, found), dataset, format);
  else await writeDataset(path, dataset, format, { split: SPLIT, ...work });
  await placePhotographs(moves, 'link', work);
  return path;
}

/**
 * A folder holds one form: of two, only one would be read later.
 *
 * @param out as given to {@link writePreLabels}
 * @throws RcnnError `bad-option` naming what another form has left there
 */
export async function expectOwnFolder(out: string, format: Format): Promise<void> {
  const file = labelPath(out, format) === out && rows[format].truth!.writes?.(out) === 'file';
  const look = await lookAtMaybe(out);
  if (file || !look.isFolder) return;
  for (const other of truthFormats) {
    if (other === format || !(look.files.includes(FILE[other]!) || (await rows[other].truth!.sniff(look))))
      continue;
    const names = [...look.files, ...look.folders];
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
    throw new RcnnError(
      'bad-option',
      `Expected --out to be a new folder or one of ${format} labels, but ${out} holds ${other} labels: ${names.slice(0, NAMED).join(', ')}${more}. Name another folder, or remove these.`,
    );
  }
}

/** The file that a form makes of a folder's name; the folder itself of a form that is one. */
export function labelPath(out: string, format: Format): string {
  const { ending } = rows[format].truth!;
  if (ending === undefined || out.toLowerCase().endsWith(ending)) return out;
  return join(out, FILE[format]!);
}

function datasetOf(found: readonly Labelled[], classes: readonly string[]): Dataset {
  const paths = found.map(({ source }) => resolve(source));
  const root = commonFolder(paths);
  const files = paths.map((path) => relative(root, path).split(sep).join('/'));
  const stems = files.map(withoutEnding);
  const truth = new TruthBuilder();
  for (const [image, { detections }] of found.entries()) {
    for (const { class: name, box } of detections) {
      truth.add({ image, class: classes.indexOf(name), ...box, flags: 0 }, { file: 0, line: 0 });
    }
  }
  return {
    root,
    images: found.map(({ width, height }, i) => ({
      // Two photographs that differ by their endings alone keep them.
      id: stems.indexOf(stems[i]!) === stems.lastIndexOf(stems[i]!) ? stems[i]! : files[i]!,
      file: files[i]!,
      ...{ width, height },
      split: SPLIT,
    })),
    classes: classes.map((name, k) => ({ name, id: k + 1 })),
    truth: truth.finish([]),
  };
}

function scored({ truth }: Dataset, found: readonly Labelled[]): DetectionTable {
  const score = found.flatMap(({ detections }) => detections.map((one) => one.score));
  return { ...truth, score: Float64Array.from(score) };
}

/** The folder that holds all files. */
function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0]!);
  while (!paths.every((path) => path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)))
    folder = dirname(folder);
  return folder;
}
