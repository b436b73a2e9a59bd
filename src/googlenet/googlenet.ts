import { type ModuleKind, moduleOutChannels, naiveModule, reducedModule } from './inception.js';
import type { Layer, Network } from './layer.js';
import { pooledSide, shapesOf } from './shapes.js';
import { auxiliaryHeads, type InceptionChannels, localResponseNorm, type Row, table1 } from './table1.js';

export interface GoogLeNetOptions {
  /** Size of the last layer; the paper's is 1000. */
  readonly classes: number;
  /** Adds the two auxiliary classifiers of section 5, which training uses and inference drops. */
  readonly auxiliary?: boolean;
  /** Side of the images that the auxiliary classifiers, and they alone, are made for; default 224, the paper's. */
  readonly auxiliaryInputSize?: number;
  /** `naive` is Figure 2a, for comparison; default `reduced`. */
  readonly modules?: ModuleKind;
  /** False leaves Krizhevsky's normalisation out, as networks trained with batch normalisation do; default true. */
  readonly localResponseNorm?: boolean;
  /** Multiplies every channel count; 1 is Table 1. Section 7's ensemble has one wider net. */
  readonly width?: number;
}

/** The end of the network while the table is read: the last layer and its channels. */
interface Cursor {
  readonly input: string;
  readonly channels: number;
}

/** The network of Table 1, input `data` (3 x H x W), outputs `prob` and, when asked for, `loss1/prob`, `loss2/prob`. */
export function googlenet(options: GoogLeNetOptions): Network {
  const layers: Layer[] = [];
  const outputs: string[] = [];
  let cursor: Cursor = { input: 'data', channels: 3 };
  for (const row of table1) {
    const made = layersOf(row, cursor, options);
    layers.push(...made.layers);
    cursor = made.next;
    if (options.auxiliary) {
      for (const [loss, after] of Object.entries(auxiliaryHeads.after)) {
        if (row.name !== after) continue;
        layers.push(
          ...auxiliaryHead(loss, cursor, { ...options, mapSide: mapSide(layers, cursor, options) }),
        );
        outputs.push(`${loss}/prob`);
      }
    }
  }
  return { input: 'data', inputChannels: 3, layers, outputs: [cursor.input, ...outputs] };
}

function layersOf(
  row: Row,
  { input, channels }: Cursor,
  options: GoogLeNetOptions,
): { layers: Layer[]; next: Cursor } {
  const { name } = row;
  const widen = (count: number) => Math.round(count * (options.width ?? 1));
  const keepsChannels = (layer: Layer) => ({ layers: [layer], next: { input: name, channels } });
  switch (row.type) {
    case 'convolution':
      return convolutionRow(row, { input, channels }, widen);
    case 'max pool':
      return keepsChannels({ op: 'max-pool', name, input, kernel: row.patch, stride: row.stride, pad: 0 });
    case 'local response norm':
      if (options.localResponseNorm === false) return { layers: [], next: { input, channels } };
      return keepsChannels({ op: 'local-response-norm', name, input, ...localResponseNorm });
    case 'inception': {
      const kind = options.modules ?? 'reduced';
      const widened = mapChannels(row.channels, widen);
      const build = kind === 'naive' ? naiveModule : reducedModule;
      return {
        layers: build({ name, input, inChannels: channels, channels: widened }),
        next: { input: `${name}/output`, channels: moduleOutChannels(kind, channels, widened) },
      };
    }
    case 'average pool':
      return keepsChannels({ op: 'average-pool', name, input, kernel: 'global', stride: 1 });
    case 'dropout':
      return keepsChannels({ op: 'dropout', name, input, rate: row.rate });
    case 'linear':
      return {
        layers: [
          { op: 'linear', name, input, inFeatures: channels, outFeatures: options.classes, relu: false },
        ],
        next: { input: name, channels: options.classes },
      };
    case 'softmax':
      return keepsChannels({ op: 'softmax', name, input });
  }
}

function convolutionRow(
  row: Extract<Row, { type: 'convolution' }>,
  { input, channels }: Cursor,
  widen: (count: number) => number,
): { layers: Layer[]; next: Cursor } {
  const { name, patch, stride } = row;
  const layers: Layer[] = [];
  let from = { input, channels };
  if (row.reduce !== undefined) {
    const reduce = { name: `${name}_reduce`, outChannels: widen(row.reduce) };
    layers.push({
      op: 'convolution',
      input,
      inChannels: channels,
      kernel: 1,
      stride: 1,
      pad: 0,
      relu: true,
      ...reduce,
    });
    from = { input: reduce.name, channels: reduce.outChannels };
  }
  const outChannels = widen(row.channels);
  layers.push({
    op: 'convolution',
    name,
    input: from.input,
    inChannels: from.channels,
    outChannels,
    kernel: patch,
    stride,
    pad: (patch - 1) / 2,
    relu: true,
  });
  return { layers, next: { input: name, channels: outChannels } };
}

/** Side of the map at the cursor, for images of the size that the auxiliary classifiers are made for. */
function mapSide(
  layers: readonly Layer[],
  { input }: Cursor,
  { auxiliaryInputSize: side = 224 }: GoogLeNetOptions,
): number {
  const network = { input: 'data', inputChannels: 3, layers, outputs: [input] };
  return shapesOf(network, { width: side, height: side }).get(input)!.width;
}

/** Section 5. The linear layer's input is 4 x 4 for 224-pixel images, the size that the paper trains at. */
function auxiliaryHead(
  loss: string,
  { input, channels }: Cursor,
  { classes, mapSide }: GoogLeNetOptions & { mapSide: number },
): Layer[] {
  const { pool, convolutionChannels, hiddenFeatures, dropoutRate } = auxiliaryHeads;
  const pooled = pooledSide(mapSide, { kernel: pool.patch, stride: pool.stride, pad: 0 });
  return [
    { op: 'average-pool', name: `${loss}/ave_pool`, input, kernel: pool.patch, stride: pool.stride },
    {
      op: 'convolution',
      name: `${loss}/conv`,
      input: `${loss}/ave_pool`,
      inChannels: channels,
      outChannels: convolutionChannels,
      kernel: 1,
      stride: 1,
      pad: 0,
      relu: true,
    },
    {
      op: 'linear',
      name: `${loss}/fc`,
      input: `${loss}/conv`,
      inFeatures: convolutionChannels * pooled * pooled,
      outFeatures: hiddenFeatures,
      relu: true,
    },
    { op: 'dropout', name: `${loss}/drop_fc`, input: `${loss}/fc`, rate: dropoutRate },
    {
      op: 'linear',
      name: `${loss}/classifier`,
      input: `${loss}/drop_fc`,
      inFeatures: hiddenFeatures,
      outFeatures: classes,
      relu: false,
    },
    { op: 'softmax', name: `${loss}/prob`, input: `${loss}/classifier` },
  ];
}

function mapChannels(channels: InceptionChannels, change: (count: number) => number): InceptionChannels {
  return Object.fromEntries(
    Object.entries(channels).map(([part, count]) => [part, change(count)]),
  ) as unknown as InceptionChannels;
}
