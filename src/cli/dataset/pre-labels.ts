/** Detections as labels to correct: where a photograph is labelled already, only mistakes are left to people. */
import { dirname, join, relative, resolve, sep } from 'node:path';
import { TruthBuilder } from '../../datasets/columns.js';
import { type Format, rows, truthFormats, writeDataset, writeDetections } from '../../datasets/formats.js';
import { withoutEnding } from '../../datasets/image-paths.js';
import type { DetectedImage } from '../../datasets/ndjson/detections.js';
import { placePhotographs, planPhotographs } from '../../datasets/place-photographs.js';
import type { Dataset, DetectionTable } from '../../datasets/records.js';
import type { LongWork } from '../../progress.js';

/** Forms in which detections can be corrected; ILSVRC's needs numbers that only its contest has. */
export const labelFormats = truthFormats.filter((name) => name !== 'ilsvrc-det');

/** Of the file in a folder, where the form is one file. */
const FILE: Partial<Record<Format, string>> = {
  cvat: 'annotations.xml',
  labelstudio: 'tasks.json',
  ndjson: 'labels.ndjson',
};

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
