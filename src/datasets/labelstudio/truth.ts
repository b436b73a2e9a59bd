import { dirname, join } from 'node:path';
import { counted } from '../../counted.js';
import type { Size } from '../../geometry/box.js';
import { readImageSize } from '../../platform/node/decode.js';
import { concurrently } from '../concurrently.js';
import type { ReadPartOptions } from '../format.js';
import { collectImages, type LabelledImage } from '../labelled-images.js';
import { LeftOut } from '../left-out.js';
import { lookAt } from '../look.js';
import { photographId } from '../photograph-id.js';
import { Photographs } from '../photographs.js';
import { badDataset, type OnProblem } from '../problem.js';
import type { Dataset } from '../records.js';
import { photographOf } from './photograph.js';
import { regionsOf, sizeOf } from './regions.js';
import { taskFile } from './sniff.js';
import { type Annotation, readTasks, type Task } from './tasks.js';

/**
 * Reads Label Studio's JSON or JSON-MIN: percent of the sides, rotated rectangles and other shapes by their extent.
 * Cancelled annotations do not count; of several the one marked as ground truth does, else the latest. A task without
 * an annotation has not been looked at and is left out; one with an empty annotation is a photograph without
 * objects.
 * @throws RcnnError `file-not-found`; `bad-dataset`, also where no task is annotated
 */
export async function readLabelStudio(path: string, options: ReadPartOptions): Promise<Dataset> {
  const file = (await taskFile(await lookAt(path))) ?? path;
  const root = options.imageRoot ?? options.searchRoot ?? dirname(file);
  const tasks = await readTasks(file);
  const chosen = tasks.flatMap((task) => {
    const annotation =
      task.image === undefined || task.image.startsWith('data:') ? undefined : chosenOf(task);
    return annotation ? [{ task, annotation }] : [];
  });
  checkTasks(tasks, chosen.length, file, options.onNote);
  const photographs = await Photographs.below(root);
  const leftOut = new LeftOut(file, options.onNote);
  const labelled = await concurrently(chosen, { ...options, stage: 'tasks' }, (one) =>
    toLabelled(one, { file, root, photographs, leftOut }),
  );
  leftOut.report();
  return collectImages(labelled, { root, classes: options.classes, onNote: options.onNote });
}

/** Annotations that count. */
function standing(annotations: readonly Annotation[]): Annotation[] {
  return annotations.filter(({ was_cancelled: cancelled }) => cancelled !== true);
}

function chosenOf({ annotations }: Task): Annotation | undefined {
  const all = standing(annotations);
  const latest = all.reduce<Annotation | undefined>(
    (best, one) => (best && (best.updated_at ?? '') > (one.updated_at ?? '') ? best : one),
    undefined,
  );
  return all.find(({ ground_truth: isTruth }) => isTruth) ?? latest;
}

function checkTasks(tasks: readonly Task[], used: number, file: string, onNote: OnProblem | undefined): void {
  const without = tasks.length - used;
  const cancelled = tasks.filter(
    ({ annotations }) => annotations.length > 0 && standing(annotations).length === 0,
  );
  const predicted = tasks.filter(
    ({ annotations, predictions }) => annotations.length === 0 && predictions.length > 0,
  );
  const reasons = [
    cancelled.length > 0 && `${cancelled.length} cancelled`,
    predicted.length > 0 && `${predicted.length} with predictions alone`,
  ].filter(Boolean);
  const why = reasons.length > 0 ? ` (${reasons.join(', ')})` : '';
  if (used === 0) {
    const message = `expected annotated tasks, but none of ${tasks.length} has an annotation${why}.`;
    throw badDataset({ kind: 'malformed', file, message });
  }
  if (without > 0) {
    onNote?.({
      kind: 'unlabelled',
      file,
      message: `${counted(without, 'task')} without an annotation ${without === 1 ? 'is' : 'are'} left out${why}.`,
    });
  }
  const several = tasks.filter(({ annotations }) => standing(annotations).length > 1).length;
  if (several > 0) {
    const message = `${counted(several, 'task has', 'tasks have')} several annotations: the one marked as ground truth counts, else the latest.`;
    onNote?.({ kind: 'duplicate', file, message });
  }
}

interface Place {
  readonly file: string;
  readonly root: string;
  readonly photographs: Photographs;
  readonly leftOut: LeftOut;
}

async function toLabelled(
  { task, annotation }: { readonly task: Task; readonly annotation: Annotation },
  { file, root, photographs, leftOut }: Place,
): Promise<LabelledImage> {
  const photograph = photographOf(task.image!, photographs);
  const size =
    annotation.result.map(sizeOf).find(Boolean) ??
    task.size ??
    (photograph.found ? await readImageSize(join(root, photograph.file)).catch(() => UNKNOWN) : UNKNOWN);
  const boxes = regionsOf(annotation.result).flatMap((region) => {
    if ('leftOut' in region) leftOut.add(region.leftOut, task.name);
    return 'leftOut' in region
      ? []
      : region.names.map((className) => ({ className, box: region.box, flags: 0, line: 0 }));
  });
  return {
    image: { id: photographId(photograph.file), file: photograph.file, ...size },
    labels: file,
    boxes,
  };
}

const UNKNOWN: Size = { width: 0, height: 0 };
