import { costOf, type TotalCost, totalCost } from './cost.js';
import { type GoogLeNetOptions, googlenet } from './googlenet.js';
import { inputsOf, type Layer } from './layer.js';
import type { InputSize, MapShape } from './shapes.js';
import { auxiliaryHeads, type InceptionChannels, table1 } from './table1.js';

/** Table 1's columns of channels, in its order. */
export const channelColumns = ['1x1', '3x3_reduce', '3x3', '5x5_reduce', '5x5', 'pool_proj'] as const;

/** One row of Table 1, with what it comes to at a given input size. */
export interface SummaryRow extends TotalCost {
  /** As in the specification: `inception_3a`, or `loss1` for an auxiliary head. */
  readonly name: string;
  /** Table 1's "type"; `auxiliary classifier` for section 5's heads, which the table leaves out. */
  readonly type: (typeof table1)[number]['type'] | 'auxiliary classifier';
  /** Sides of the window and of its step; absent where the paper has none. */
  readonly patch?: number;
  readonly stride?: number;
  readonly shape: MapShape;
  /** Layers with weights on the longest way through the row. */
  readonly depth: number;
  /** The six columns, widened; naive modules have three of them. */
  readonly channels: Partial<InceptionChannels>;
}

export interface Summary {
  readonly rows: readonly SummaryRow[];
  /** Over the rows; an auxiliary head counts in it. */
  readonly total: TotalCost;
  /** Over the rows without the auxiliary heads: the paper's 22 layers. */
  readonly depth: number;
}

/** Table 1 for any variant and input size. Errors as `shapesOf`. */
export function summarise(options: GoogLeNetOptions, input: InputSize): Summary {
  const network = googlenet(options);
  const costs = costOf(network, input);
  const layers = new Map(network.layers.map((layer) => [layer.name, layer]));
  const rows = [...rowHeads(options)].map((head): SummaryRow => {
    const own = costs.filter(({ name }) => belongs(name, head.name));
    const { shape } = own.at(-1)!;
    const ownLayers = own.map(({ name }) => layers.get(name)!);
    return {
      ...head,
      shape,
      depth: depthOf(ownLayers),
      channels: channelsOf(ownLayers),
      ...totalCost(own),
    };
  });
  const depth = rows.reduce((sum, row) => sum + (row.type === 'auxiliary classifier' ? 0 : row.depth), 0);
  return { rows, total: totalCost(rows), depth };
}

type RowHead = Pick<SummaryRow, 'name' | 'type' | 'patch' | 'stride'>;

function* rowHeads({ auxiliary, localResponseNorm = true }: GoogLeNetOptions): Iterable<RowHead> {
  for (const row of table1) {
    if (row.type === 'local response norm' && !localResponseNorm) continue;
    const window = 'patch' in row ? { patch: row.patch, stride: row.stride } : {};
    yield { name: row.name, type: row.type, ...window };
    if (!auxiliary) continue;
    for (const [loss, after] of Object.entries(auxiliaryHeads.after)) {
      if (after === row.name) yield { name: loss, type: 'auxiliary classifier' };
    }
  }
}

/** `conv2/3x3` owns `conv2/3x3_reduce`; modules and auxiliary heads own what lies below their name. */
function belongs(layer: string, row: string): boolean {
  return layer === row || layer === `${row}_reduce` || (layer.startsWith(`${row}/`) && !isRow(layer));
}

const rowNames = new Set(table1.map(({ name }) => name));
const isRow = (name: string) => rowNames.has(name);

function depthOf(layers: readonly Layer[]): number {
  const depths = new Map<string, number>();
  for (const layer of layers) {
    const below = Math.max(...inputsOf(layer).map((name) => depths.get(name) ?? 0));
    const trained = layer.op === 'convolution' || layer.op === 'linear';
    depths.set(layer.name, below + (trained ? 1 : 0));
  }
  return Math.max(...depths.values());
}

/** By the last part of the names; so conv2's two layers come under `#3x3 reduce` and `#3x3`, as in the paper. */
function channelsOf(layers: readonly Layer[]): Partial<InceptionChannels> {
  const channels: Partial<Record<keyof InceptionChannels, number>> = {};
  for (const layer of layers) {
    const part = layer.name.split('/').at(-1);
    const column = channelColumns.find((name) => name === part);
    if (column && layer.op === 'convolution') channels[column] = layer.outChannels;
  }
  return channels;
}
