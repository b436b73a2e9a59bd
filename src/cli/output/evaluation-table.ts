import type { EvaluationResult, Interval } from '../../../eval/index.js';
import { asPercent, table } from './output.js';

/**
 * What people read: the metrics, one line per class, and what the number was computed under.
 *
 * @param interval of the first metric
 */
export function evaluationTable(result: EvaluationResult, interval?: Interval): string {
  const { options, perClass, counts } = result;
  return [
    classTable(perClass),
    metricTable(result, interval),
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

function classTable(perClass: EvaluationResult['perClass']): string {
  const rows = perClass.map((row) => [
    ...[row.class, percent(row.AP), percent(row.recall)],
    ...[row.objects, row.detections, row.truePositives, row.falsePositives],
  ]);
  const head = ['class', 'AP %', 'recall %', 'objects', 'detections', 'true', 'false'];
  return table(rows, { head, right: [1, 2, 3, 4, 5, 6] });
}

function metricTable({ protocol, complete, metrics }: EvaluationResult, interval?: Interval): string {
  const rows = Object.entries(metrics).map(([name, value], i) => [
    ...[name, percent(value)],
    ...(interval ? [i === 0 ? `${percent(interval.low)} to ${percent(interval.high)}` : ''] : []),
  ]);
  const head = [
    // A table may be all that somebody keeps of the output.
    ...[complete ? protocol : `${protocol} of incomplete results`, '%'],
    ...(interval ? [`${100 * interval.level} % interval`] : []),
  ];
  return table(rows, { head, right: [1, 2] });
}

/** COCO's -1: nothing to find. */
function percent(value: number | null): string {
  return asPercent(value === null || value < 0 ? null : value);
}
