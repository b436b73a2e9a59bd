import type { EvaluationResult, Interval } from '../../../eval/index.js';
import { asPercent, table } from './output.js';

/**
 * What people read: the metrics, one line per class, and what the number was computed under.
 *
 * @param interval of the first metric
 */
export function evaluationTable(
  { protocol, options, complete, metrics, perClass, counts }: EvaluationResult,
  interval?: Interval,
): string {
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
    Object.entries(metrics).map(([name, value], i) => [
      ...[name, percent(value)],
      ...(interval ? [i === 0 ? `${percent(interval.low)} to ${percent(interval.high)}` : ''] : []),
    ]),
    {
      head: [
        // A table may be all that somebody keeps of the output.
        ...[complete ? protocol : `${protocol} of incomplete results`, '%'],
        ...(interval ? [`${100 * interval.level} % interval`] : []),
      ],
      right: [1, 2],
    },
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
