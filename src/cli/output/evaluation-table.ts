import type { EvaluationResult } from '../../../eval/index.js';
import { asPercent, table } from './output.js';

/** What people read: the metrics, one line per class, and what the number was computed under. */
export function evaluationTable({
  protocol,
  options,
  complete,
  metrics,
  perClass,
  counts,
}: EvaluationResult): string {
  // COCO's -1: nothing to find.
  const percent = (value: number | null) => asPercent(value === null || value < 0 ? null : value);
  const classes = table(
    perClass.map((row) => [
      row.class,
      percent(row.AP),
      percent(row.recall),
      row.objects,
      row.detections,
      row.truePositives,
      row.falsePositives,
    ]),
    {
      head: ['class', 'AP %', 'recall %', 'objects', 'detections', 'true', 'false'],
      right: [1, 2, 3, 4, 5, 6],
    },
  );
  const head = table(
    Object.entries(metrics).map(([name, value]) => [name, percent(value)]),
    // A table may be all that somebody keeps of the output.
    { head: [complete ? protocol : `${protocol} of incomplete results`, '%'], right: [1] },
  );
  return [
    classes,
    head,
    ...(counts.objects === 0
      ? ['No number: the truth has no object that is to be found, so there is nothing to average.']
      : []),
    `${counts.images} images, ${counts.objects} objects to find and ${counts.ignoredObjects} ignored, ${counts.detections} detections`,
    `IoU ${options.iou.map((value) => value.toFixed(2)).join(' ')}; difficult objects ${options.difficult}; ` +
      `detections an image and class: ${options.maxDetections.map((limit) => limit ?? 'all').join(', ')}; ${options.curve} curve`,
    ...(counts.leftOut.detections + counts.leftOut.truth > 0
      ? [
          `left out: ${counts.leftOut.detections} detections and ${counts.leftOut.truth} objects of other classes or blacklisted`,
        ]
      : []),
  ].join('\n\n');
}
