import { channelColumns, type Summary, type SummaryRow } from '../../googlenet/summary.js';
import { table } from './output.js';

const columnTitles = {
  '1x1': '1x1',
  '3x3_reduce': '3x3r',
  '3x3': '3x3',
  '5x5_reduce': '5x5r',
  '5x5': '5x5',
  pool_proj: 'pool',
} as const;

/** The paper's Table 1 for people: 98 columns wide for the net of the paper. */
export function summaryTable({ rows, total, depth }: Summary): string {
  const head = [
    'layer',
    'patch',
    'output',
    'depth',
    ...channelColumns.map((column) => columnTitles[column]),
    'parameters',
    'MACs',
  ];
  const cells = rows.map((row) => [
    row.name,
    row.patch ? `${row.patch}/${row.stride}` : '',
    sizeOf(row),
    row.depth || '',
    ...channelColumns.map((column) => row.channels[column] ?? ''),
    row.parameters ? count(row.parameters) : '',
    row.macs ? millions(row.macs) : '',
  ]);
  const sum = ['total', '', '', depth, ...channelColumns.map(() => ''), count(total.parameters)];
  const right = head.map((_, column) => column).filter((column) => column >= 2);
  return table([...cells, [...sum, millions(total.macs)]], { head, right });
}

function sizeOf({ shape }: SummaryRow): string {
  return `${shape.height}x${shape.width}x${shape.channels}`;
}

/** `6,998,552` */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `118.0 M` */
function millions(value: number): string {
  return `${(value / 1e6).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} M`;
}
