/**
 * The layers that a network is written in, free of any tensor layout or framework. Every layer names the
 * layers that feed it; its own output goes by its own name. Shapes are C x H x W (one image) or C.
 */
interface Named {
  readonly name: string;
}

interface Unary extends Named {
  /** Name of the layer (or network input) that feeds this one. */
  readonly input: string;
}

/** Square convolution with bias. Weight O x I x kernel x kernel, bias O. */
export interface Convolution extends Unary {
  readonly op: 'convolution';
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly stride: number;
  /** Zeros added on every side. */
  readonly pad: number;
  readonly relu: boolean;
}

/** Fully connected on a flattened C x H x W input. Weight O x I, bias O. */
export interface Linear extends Unary {
  readonly op: 'linear';
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly relu: boolean;
}

/** Windows that pass the border are clipped to the image; the output size rounds up, as in Caffe. */
export interface MaxPool extends Unary {
  readonly op: 'max-pool';
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
}

/** `kernel: 'global'` averages the whole map. */
export interface AveragePool extends Unary {
  readonly op: 'average-pool';
  readonly kernel: number | 'global';
  readonly stride: number;
}

/** Across channels: x / (k + alpha / size * sum of squares over `size` channels) ^ beta. */
export interface LocalResponseNorm extends Unary {
  readonly op: 'local-response-norm';
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

/** On channels, in the order given. */
export interface Concat extends Named {
  readonly op: 'concat';
  readonly inputs: readonly string[];
}

/** Active in training only. */
export interface Dropout extends Unary {
  readonly op: 'dropout';
  /** Share of the values that is dropped, 0..1. */
  readonly rate: number;
}

export interface Softmax extends Unary {
  readonly op: 'softmax';
}

/**
 * Mask R-CNN's RoIAlign (arXiv 1703.06870, section 3): bilinear samples at exact positions, no rounding.
 * `input` is a 1 x C x H x W map, `regions` R x 4 boxes (x1, y1, x2, y2) in image pixels.
 * Output R x C x size x size.
 */
export interface RoiAlign extends Unary {
  readonly op: 'roi-align';
  readonly regions: string;
  readonly size: number;
  /** Pixels of the image per cell of the map. */
  readonly stride: number;
  /** Samples per bin and direction, averaged. */
  readonly samples: number;
}

/**
 * Weighted sums along both axes of the network's input, N x C x H x W, the same for all channels: rows x map x
 * columns transposed. Output N x C x size x size. With bilinear weights it is RoIAlign of one region.
 */
export interface Resample extends Unary {
  readonly op: 'resample';
  /** Name of a network input, size x H: the weights of the map's rows. */
  readonly rows: string;
  /** Another, size x W: those of its columns. */
  readonly columns: string;
  readonly size: number;
}

export type Layer =
  | Convolution
  | Linear
  | MaxPool
  | AveragePool
  | LocalResponseNorm
  | Concat
  | Dropout
  | Softmax
  | RoiAlign
  | Resample;

/** A network in the order of computation: every layer comes after those that feed it. */
export interface Network {
  /** The name that the layers use for the image (or feature map) that comes in. */
  readonly input: string;
  readonly inputChannels: number;
  readonly layers: readonly Layer[];
  /** Names of the layers whose values leave the network. */
  readonly outputs: readonly string[];
}

/** The layers that feed this one. */
export function inputsOf(layer: Layer): readonly string[] {
  if (layer.op === 'concat') return layer.inputs;
  if (layer.op === 'roi-align') return [layer.input, layer.regions];
  if (layer.op === 'resample') return [layer.input, layer.rows, layer.columns];
  return [layer.input];
}
