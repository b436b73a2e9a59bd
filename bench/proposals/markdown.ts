import { COUNTS, type Row } from './tables.js';

/** The figures as a table for the documentation, one source per line; shares in percent. */
export function markdownOf(rows: readonly Row[], title: string): string {
  const sizes = rows[0]?.sizes ?? [];
  const head = [
    ...['source', 'ms', 'boxes', 'recall at 0.5'],
    ...['recall at 0.7', 'average recall', 'mean best overlap'],
    ...sizes.map(({ size, objects }) => `${size} (${objects})`),
  ];
  const lines = rows.map((row) => [
    ...[row.name, row.ms.toFixed(1), grouped(Math.round(row.boxes))],
    ...[row.recall50, row.recall70, row.averageRecall, row.meanBestOverlap].map(list),
    ...row.sizes.map(({ recall50 }) => list(recall50)),
  ]);
  return [
    `${title} Lists are by the first ${COUNTS.map(grouped).join(' / ')} boxes, sizes by recall at 0.5.`,
    '',
    ...[head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`),
    '',
  ].join('\n');
}

function list(shares: readonly number[]): string {
  return shares.map(percent).join(' / ');
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
