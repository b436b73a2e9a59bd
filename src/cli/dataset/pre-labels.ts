/** Detections as labels to correct: where a photograph is labelled already, only mistakes are left to people. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { TruthBuilder } from '../../datasets/columns.js';
import { concurrently } from '../../datasets/concurrently.js';
import { type Format, rows, truthFormats, writeDataset, writeDetections } from '../../datasets/formats.js';
import { withoutEnding } from '../../datasets/image-paths.js';
import { lookAtMaybe } from '../../datasets/look.js';
import type { DetectedImage } from '../../datasets/ndjson/detections.js';
import { expectPlaces, placePhotographs, planPhotographs } from '../../datasets/place-photographs.js';
import type { Dataset, DetectionTable } from '../../datasets/records.js';
import { isFile } from '../../datasets/text.js';
import { RcnnError } from '../../errors.js';
import { firstNames } from '../../first-names.js';
import { filesBelow, stageFiles } from '../../platform/node/staged-files.js';
import type { LongWork } from '../../progress.js';
import { labelPath } from './label-path.js';
import { expectOwnLabels, labelTarget, replaceOwnLabels } from './own-labels.js';

/** Forms in which detections can be corrected; ILSVRC's needs numbers that only its contest has. */
export const labelFormats = truthFormats.filter((name) => name !== 'ilsvrc-det');

/** Entries of a folder that an error lists. */
const NAMED = 5;

/** Labels are there to be learnt from. */
const SPLIT = 'train';

export interface Labelled extends DetectedImage {
  /** Path of the photograph. */
  readonly source: string;
}

/** What is to be labelled. */
interface LabelPlan {
  readonly format: Format;
  /** Paths of all photographs that are asked for, from which their names follow. */
  readonly files: readonly string[];
  /** Of the model, in order. */
  readonly classes: readonly string[];
}

/**
 * Says before anything is detected what would stop {@link writePreLabels}: the files are written elsewhere without boxes, which
 * costs milliseconds per photograph and gives their names in every form.
 *
 * @throws RcnnError `bad-option` naming labels that somebody corrected or added, or other photographs; `bad-dataset`
 */
export async function expectReplaceable(out: string, plan: LabelPlan): Promise<void> {
  const there = await concurrently(plan.files, { stage: 'photographs' }, isFile);
  // One that is missing is told of as detection comes to it.
  const files = plan.files.filter((_, index) => there[index]);
  const found = files.map((source) => ({ source, width: 1, height: 1, detections: [] }));
  const { target, moves, write } = await planLabels(out, plan, found);
  const aside = await mkdtemp(join(tmpdir(), 'labels-'));
  try {
    await write(aside, {});
    await expectOwnLabels(target, await filesBelow(aside));
  } finally {
    await rm(aside, { recursive: true });
  }
  await expectPlaces(moves);
}

/**
 * Writes the labels, with the photographs (a second name of each file) where the form looks for them, so that a labelling tool and
 * `train` can take them. Label Studio gets predictions, with their scores; elsewhere a label is a label.
 *
 * @param out folder, or the file of a form that is one
 * @param found of the photographs that could be read
 * @returns the path that was written
 * @throws RcnnError as {@link expectReplaceable}, since people may have corrected labels meanwhile; `disk-full`
 */
export async function writePreLabels(
  out: string,
  plan: LabelPlan,
  found: readonly Labelled[],
  work: LongWork = {},
): Promise<string> {
  const { target, moves, write } = await planLabels(out, plan, found);
  await stageFiles(target.root, {
    prefix: `${target.list}-`,
    write: (staging) => write(staging, work),
    take: async (staged) => {
      await placePhotographs(moves, 'link', work);
      await replaceOwnLabels(target, staged);
    },
  });
  return target.path;
}

async function planLabels(out: string, { format, files, classes }: LabelPlan, found: readonly Labelled[]) {
  const row = rows[format];
  const path = labelPath(out, format);
  const target = labelTarget(path, row.truth!.writes?.(path) ?? 'folder');
  const root = commonFolder(files.map((file) => resolve(file)));
  const { dataset, moves } = await planPhotographs(datasetOf(root, found, classes), { format: row, path });
  const { root: _, ...beside } = dataset; // photographs lie beside the labels, wherever the folder is moved
  const write = async (staging: string, work: LongWork) => {
    const to = target.root === path ? staging : join(staging, basename(path));
    if (format === 'labelstudio') await writeDetections(to, scored(beside, found), beside, format);
    else await writeDataset(to, beside, format, work);
  };
  return { target, moves, write };
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
    if (other === format || !(await rows[other].truth!.sniff(look))) continue;
    const names = [...look.files, ...look.folders];
    throw new RcnnError(
      'bad-option',
      `Expected --out to be a new folder or one of ${format} labels, but ${out} holds ${other} labels: ${firstNames(names, NAMED)}. Name another folder, or remove these.`,
    );
  }
}

function datasetOf(root: string, found: readonly Labelled[], classes: readonly string[]): Dataset {
  const files = found.map(({ source }) => relative(root, resolve(source)).split(sep).join('/'));
  const stems = files.map(withoutEnding);
  const named = new Map<string, number>();
  for (const stem of stems) named.set(stem, (named.get(stem) ?? 0) + 1);
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
      id: named.get(stems[i]!) === 1 ? stems[i]! : files[i]!,
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
