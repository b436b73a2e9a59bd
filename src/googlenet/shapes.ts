/** Legend: C = channels, H x W = size of a map, R = regions. */
import { RcnnError } from '../errors.js';
import type { Convolution, Layer, Network, Resample, RoiAlign } from './layer.js';

/** Shape of one image's value, without the batch: a map of C x H x W, or C x 1 x 1 after the linear layers. */
export interface MapShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Pixels, or cells when the network begins at a feature map. */
export interface InputSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The shapes of a network's input and of every layer's output, by name. Behind RoIAlign they are those of one
 * region.
 *
 * @throws RcnnError `bad-option` when the input is too small for a layer, or a linear layer's input has not
 *   the size that it was made for (the auxiliary heads want 224 pixels)
 */
export function shapesOf(network: Network, { width, height }: InputSize): Map<string, MapShape> {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RcnnError(
      'bad-option',
      `Expected a network input of whole pixels, at least 1 x 1, but got ${width} x ${height}.`,
    );
  }
  const shapes = new Map([[network.input, { channels: network.inputChannels, height, width }]]);
  for (const layer of network.layers) {
    const shape = shapeOf(layer, (name) => known(shapes, layer, name));
    if (shape.height < 1 || shape.width < 1) {
      throw new RcnnError(
        'bad-option',
        `Expected an input large enough for ${layer.name}, but ${width} x ${height} leaves it ${shape.width} x ${shape.height}.`,
      );
    }
    shapes.set(layer.name, shape);
  }
  return shapes;
}

/**
 * Cells along one side of a pooling layer, by Caffe's rule: rounded up, so that every pixel is covered, but
 * the last window must begin before the end of the image or its left padding (caffe pooling_layer.cpp).
 */
export function pooledSide(side: number, { kernel, stride, pad }: PoolWindow): number {
  const cells = Math.ceil((side + 2 * pad - kernel) / stride) + 1;
  return pad > 0 && (cells - 1) * stride >= side + pad ? cells - 1 : cells;
}

interface PoolWindow {
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
}

/** Whether a convolution keeps the size of its map. */
export function keepsSize({ kernel, stride, pad }: Pick<Convolution, 'kernel' | 'stride' | 'pad'>): boolean {
  return stride === 1 && pad === (kernel - 1) / 2;
}

/** Convolutions round down: a window that does not fit is not taken. */
export function convolvedSide(side: number, { kernel, stride, pad }: PoolWindow): number {
  return Math.floor((side + 2 * pad - kernel) / stride) + 1;
}

function shapeOf(layer: Layer, input: (name: string) => MapShape): MapShape {
  switch (layer.op) {
    case 'convolution':
      checkChannels(layer.name, layer.inChannels, input(layer.input).channels);
      return { ...eachSide(input(layer.input), convolvedSide, layer), channels: layer.outChannels };
    case 'linear': {
      const { channels, height, width } = input(layer.input);
      checkFeatures(layer.name, layer.inFeatures, { channels, height, width });
      return { channels: layer.outFeatures, height: 1, width: 1 };
    }
    case 'max-pool':
      return eachSide(input(layer.input), pooledSide, layer);
    case 'average-pool': {
      const { kernel, stride } = layer;
      if (kernel === 'global') return { channels: input(layer.input).channels, height: 1, width: 1 };
      return eachSide(input(layer.input), pooledSide, { kernel, stride, pad: 0 });
    }
    case 'concat':
      return joined(
        layer.name,
        layer.inputs.map((name) => input(name)),
      );
    case 'roi-align':
    case 'resample':
      return regionShape(layer, input);
    case 'local-response-norm':
    case 'dropout':
    case 'softmax':
      return input(layer.input);
  }
}

function eachSide(
  { channels, height, width }: MapShape,
  change: (side: number, window: PoolWindow) => number,
  window: PoolWindow,
): MapShape {
  return { channels, height: change(height, window), width: change(width, window) };
}

function joined(name: string, parts: readonly MapShape[]): MapShape {
  const [{ height, width }] = parts;
  if (parts.some((part) => part.height !== height || part.width !== width)) {
    const sizes = parts.map((part) => `${part.width} x ${part.height}`).join(', ');
    throw new RcnnError('bad-option', `Expected the inputs of ${name} to have one size, but got ${sizes}.`);
  }
  return { channels: parts.reduce((sum, { channels }) => sum + channels, 0), height, width };
}

function regionShape({ input, size }: RoiAlign | Resample, shape: (name: string) => MapShape): MapShape {
  return { channels: shape(input).channels, height: size, width: size };
}

function known(shapes: ReadonlyMap<string, MapShape>, layer: Layer, name: string): MapShape {
  const shape = shapes.get(name);
  if (shape) return shape;
  throw new RcnnError('bad-option', `Expected "${name}", which feeds ${layer.name}, to come before it.`);
}

function checkChannels(name: string, expected: number, found: number): void {
  if (expected === found) return;
  throw new RcnnError('bad-option', `Expected ${expected} channels into ${name}, but got ${found}.`);
}

function checkFeatures(name: string, expected: number, { channels, height, width }: MapShape): void {
  if (expected === channels * height * width) return;
  throw new RcnnError(
    'bad-option',
    `Expected ${expected} features into ${name}, but a map of ${channels} x ${height} x ${width} came: auxiliary heads are made for inputs of 224 x 224.`,
  );
}
