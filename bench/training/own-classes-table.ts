/** What `bench own-classes` measured, as the table of docs/own-objects.md. */

export interface OwnClassesRow {
  readonly way: string;
  readonly perClass: number;
  readonly photographs: number;
  /** mAP and its interval, 0..1. */
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  readonly seconds: number;
  readonly again?: number;
  readonly cpuSeconds: number;
}

/** A line per way and number of photographs: each random choice's mAP, the intervals from end to end, and mean times. */
export function ownClassesTable(rows: readonly OwnClassesRow[]): string {
  const head = [
    ...['photographs per class (in all)', 'trained', 'mAP % of each choice', '95 % intervals'],
    ...['seconds', 'again, with 5 new ones', 'of processor time'],
  ];
  const lines = [...grouped(rows).values()].map((group) => {
    const [{ way, perClass, photographs }] = group as [OwnClassesRow];
    const shares = (of: 'value' | 'low' | 'high') => group.flatMap((row) => row[of] ?? []);
    const interval = `${percent(Math.min(...shares('low')))} to ${percent(Math.max(...shares('high')))}`;
    const known = shares('value').length > 0;
    return [
      `${perClass} (${photographs})`,
      way,
      known ? shares('value').map(percent).join(', ') : '-',
      known ? interval : '-',
      mean(group.map(({ seconds }) => seconds)),
      mean(group.flatMap(({ again }) => again ?? [])),
      mean(group.map(({ cpuSeconds }) => cpuSeconds)),
    ];
  });
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function grouped(rows: readonly OwnClassesRow[]): Map<string, OwnClassesRow[]> {
  const groups = new Map<string, OwnClassesRow[]>();
  const ascending = [...rows].sort((a, b) => b.way.localeCompare(a.way) || a.perClass - b.perClass);
  for (const row of ascending) {
    const key = `${row.way} ${row.perClass}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function mean(values: readonly number[]): string {
  if (values.length === 0) return '-';
  return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(0);
}
