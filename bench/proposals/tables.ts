import type { ProposalEvaluation } from '../../eval/proposals.js';
import { table } from '../../src/cli/output/output.js';

/** Boxes an image at which recall is read. */
export const COUNTS = [100, 300, 500, 1000, 2000];

/** One source's figures. Shares are 0..1, lists by number of boxes as {@link COUNTS}. */
export interface Row {
  readonly name: string;
  readonly objects: number;
  /** An image, in the mean. */
  readonly boxes: number;
  readonly recall50: readonly number[];
  readonly recall70: readonly number[];
  readonly averageRecall: readonly number[];
  readonly meanBestOverlap: readonly number[];
  /** COCO's small, medium and large objects. */
  readonly sizes: readonly SizeRow[];
  /** Milliseconds a photograph, median. */
  readonly ms: number;
  /** How many times faster than the first source, median of the photographs' ratios. */
  readonly speedUp: number;
}

interface SizeRow {
  readonly size: string;
  readonly objects: number;
  /** By number of boxes, as {@link COUNTS}. */
  readonly recall50: readonly number[];
  /** Of all boxes. */
  readonly averageRecall: number;
}

export function rowOf(
  name: string,
  { objects, boxes, recall, averageRecall, meanBestOverlap, perSize }: ProposalEvaluation,
  { ms, speedUp }: Pick<Row, 'ms' | 'speedUp'>,
): Row {
  const sizes = perSize.map((of) => ({
    size: of.size,
    objects: of.objects,
    recall50: of.recall.map((row) => row[0]!),
    averageRecall: of.averageRecall.at(-1)!,
  }));
  const recall50 = recall.map((row) => row[0]!);
  const recall70 = recall.map((row) => row[1]!);
  return {
    name,
    objects,
    boxes: boxes.mean,
    recall50,
    recall70,
    averageRecall,
    meanBestOverlap,
    sizes,
    ms,
    speedUp,
  };
}

export function tablesOf(rows: readonly Row[]): string {
  return [recallTable(rows), averageTable(rows), sizeTable(rows)].join('\n\n');
}

function recallTable(rows: readonly Row[]): string {
  const head = [
    'source',
    'ms',
    'times',
    'boxes',
    ...COUNTS.map((count) => `R.5@${count}`),
    'R.7',
    'MBO',
    'AR',
  ];
  return lined(
    rows.map((row) => [
      row.name,
      ...[row.ms.toFixed(1), row.speedUp.toFixed(2), row.boxes.toFixed(0)],
      ...row.recall50.map(percent),
      ...[row.recall70, row.meanBestOverlap, row.averageRecall].map((list) => percent(list.at(-1)!)),
    ]),
    head,
  );
}

function averageTable(rows: readonly Row[]): string {
  const head = ['source', ...COUNTS.map((count) => `AR@${count}`), ...COUNTS.map((count) => `R.7@${count}`)];
  return lined(
    rows.map((row) => [row.name, ...row.averageRecall.map(percent), ...row.recall70.map(percent)]),
    head,
  );
}

function sizeTable(rows: readonly Row[]): string {
  const sizes = rows[0]?.sizes ?? [];
  const head = [
    'source',
    ...sizes.flatMap(({ size, objects }) => [`R.5 ${size} (${objects})`, `AR ${size}`]),
  ];
  return lined(
    rows.map((row) => [
      row.name,
      ...row.sizes.flatMap(({ recall50, averageRecall }) => [
        percent(recall50.at(-1)!),
        percent(averageRecall),
      ]),
    ]),
    head,
  );
}

function lined(rows: (readonly string[])[], head: string[]): string {
  return table(rows, { head, right: head.map((_, i) => i).slice(1) });
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
