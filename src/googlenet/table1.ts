/**
 * Table 1 of "Going Deeper with Convolutions" (arXiv 1409.4842), row by row. Everything else about the network,
 * its graph, shapes, parameters and operations, derives from this table.
 */

/** Output channels of one inception module's six convolutions. */
export interface InceptionChannels {
  readonly '1x1': number;
  readonly '3x3_reduce': number;
  readonly '3x3': number;
  readonly '5x5_reduce': number;
  readonly '5x5': number;
  readonly pool_proj: number;
}

export type Row =
  | { type: 'convolution'; name: string; patch: number; stride: number; channels: number; reduce?: number }
  | { type: 'max pool'; name: string; patch: number; stride: number }
  | { type: 'local response norm'; name: string }
  | { type: 'inception'; name: string; channels: InceptionChannels }
  | { type: 'average pool'; name: string }
  | { type: 'dropout'; name: string; rate: number }
  | { type: 'linear'; name: string }
  | { type: 'softmax'; name: string };

const inception = (name: string, ...[c1, r3, c3, r5, c5, pool]: number[]): Row => ({
  type: 'inception',
  name: `inception_${name}`,
  channels: { '1x1': c1, '3x3_reduce': r3, '3x3': c3, '5x5_reduce': r5, '5x5': c5, pool_proj: pool },
});

// The names are those of the public Caffe model, so that its weights find their places.
// biome-ignore format: a table reads best as a table
export const table1: readonly Row[] = [
  { type: 'convolution', name: 'conv1/7x7_s2', patch: 7, stride: 2, channels: 64 },
  { type: 'max pool', name: 'pool1/3x3_s2', patch: 3, stride: 2 },
  { type: 'local response norm', name: 'pool1/norm1' },
  { type: 'convolution', name: 'conv2/3x3', patch: 3, stride: 1, channels: 192, reduce: 64 },
  { type: 'local response norm', name: 'conv2/norm2' },
  { type: 'max pool', name: 'pool2/3x3_s2', patch: 3, stride: 2 },
  //               1x1  3x3r 3x3  5x5r 5x5  pool
  inception('3a',   64,  96, 128,  16,  32,  32),
  inception('3b',  128, 128, 192,  32,  96,  64),
  { type: 'max pool', name: 'pool3/3x3_s2', patch: 3, stride: 2 },
  inception('4a',  192,  96, 208,  16,  48,  64),
  inception('4b',  160, 112, 224,  24,  64,  64),
  inception('4c',  128, 128, 256,  24,  64,  64),
  inception('4d',  112, 144, 288,  32,  64,  64),
  inception('4e',  256, 160, 320,  32, 128, 128),
  { type: 'max pool', name: 'pool4/3x3_s2', patch: 3, stride: 2 },
  inception('5a',  256, 160, 320,  32, 128, 128),
  inception('5b',  384, 192, 384,  48, 128, 128),
  { type: 'average pool', name: 'pool5/7x7_s1' },
  { type: 'dropout', name: 'pool5/drop_7x7_s1', rate: 0.4 },
  { type: 'linear', name: 'loss3/classifier' },
  { type: 'softmax', name: 'prob' },
];

/** Krizhevsky's local response normalisation with the constants of the public replication (BVLC). */
export const localResponseNorm = { size: 5, alpha: 1e-4, beta: 0.75, k: 1 } as const;

/** Section 5: where the auxiliary classifiers branch off, and what they are made of. */
export const auxiliaryHeads = {
  after: { loss1: 'inception_4a', loss2: 'inception_4d' },
  pool: { patch: 5, stride: 3 },
  convolutionChannels: 128,
  hiddenFeatures: 1024,
  dropoutRate: 0.7,
  /** Share of an auxiliary loss in the total while training. */
  lossWeight: 0.3,
} as const;
