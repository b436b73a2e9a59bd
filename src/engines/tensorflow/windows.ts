/** Caffe's windows in the words that TensorFlow's native operations know: `valid`, `same`, or padding beforehand. */
import * as tf from '@tensorflow/tfjs-core';

/** Cells added before and after along one axis. */
export interface Margin {
  readonly before: number;
  readonly after: number;
}

interface Window {
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
}

/** What must surround `side` cells so that exactly `cells` windows fit, the first beginning at -pad. */
function marginFor(side: number, { kernel, stride, pad }: Window, cells: number): Margin {
  const end = (cells - 1) * stride - pad + kernel;
  return { before: pad, after: Math.max(0, end - side) };
}

/** The margin that TensorFlow's `same` makes: half on each side, an odd cell after. */
function sameMargin(side: number, { kernel, stride }: Window): Margin & { cells: number } {
  const cells = Math.ceil(side / stride);
  const total = Math.max(0, (cells - 1) * stride + kernel - side);
  return { before: Math.floor(total / 2), after: Math.ceil(total / 2), cells };
}

interface Padded {
  readonly input: tf.Tensor4D;
  readonly padding: 'valid' | 'same';
  /** Margins that were written into `input`. */
  readonly margins: { readonly height: Margin; readonly width: Margin } | undefined;
}

/**
 * The input (N x H x W x C) and padding with which a native operation takes a layer's windows. Where neither `same`
 * nor `valid` is meant, `value` is written around the map: native operations refuse numeric padding, and their
 * gradients any other.
 *
 * @param cellsOf the layer's rule for the number of windows along a side
 */
export function padded(
  input: tf.Tensor4D,
  window: Window,
  { cellsOf, value }: { cellsOf: (side: number, window: Window) => number; value: number },
): Padded {
  const [, height, width] = input.shape;
  const sides = [height, width].map((side) => {
    const cells = cellsOf(side, window);
    const margin = marginFor(side, window, cells);
    const same = sameMargin(side, window);
    return {
      margin,
      valid: margin.before === 0 && margin.after === 0,
      same: same.cells === cells && same.before === margin.before && same.after === margin.after,
    };
  });
  if (sides.every(({ valid }) => valid)) return { input, padding: 'valid', margins: undefined };
  if (sides.every(({ same }) => same)) return { input, padding: 'same', margins: undefined };
  const [down, across] = sides.map(({ margin }) => margin) as [Margin, Margin];
  const pads: [number, number][] = [
    [0, 0],
    [down.before, down.after],
    [across.before, across.after],
    [0, 0],
  ];
  return {
    input: tf.pad(input, pads, value),
    padding: 'valid',
    margins: { height: down, width: across },
  };
}
