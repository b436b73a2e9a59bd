/**
 * The convolutional form of MultiBox (arXiv 1412.1441, section 3) on the trunk's map: the map is sampled on a grid
 * of 20 x 20 over the whole image, whatever its shape, which two convolutions read and further ones halve; each
 * grid gives residuals and confidences. Legend: A = shapes of a cell.
 */
import type { Convolution, Layer, Network } from '../../src/googlenet/layer.js';
import { GRID, gridNetwork } from './grid.js';
import { GRIDS } from './priors.js';

/** Of the head's layers. */
const WIDTH = 128;

export const outputsOf = GRIDS.map(({ cells }) => ({
  residuals: `multibox/${cells}/residuals`, // N x 4A x cells x cells
  confidences: `multibox/${cells}/confidences`, // N x A x cells x cells, before the logistic
}));

/** From grids, N x C x 20 x 20, to the outputs of every grid. */
export function headNetwork(channels: number): Network {
  return {
    input: GRID,
    inputChannels: channels,
    layers: headLayers(channels),
    outputs: outputsOf.flatMap(({ residuals, confidences }) => [residuals, confidences]),
  };
}

/** Grid and head in one, for the map of one image. */
export function multiBoxNetwork(channels: number): Network {
  const [grid, head] = [gridNetwork(channels), headNetwork(channels)];
  return { ...grid, layers: [...grid.layers, ...head.layers], outputs: head.outputs };
}

function headLayers(channels: number): Layer[] {
  const reduce = convolution('multibox/reduce', GRID, { inChannels: channels, kernel: 1 });
  const layers: Layer[] = [reduce];
  let below: string = reduce.name;
  for (const [g, { cells, shapes }] of GRIDS.entries()) {
    const stride = g === 0 || cells === 1 ? 1 : 2;
    const pad = cells === 1 ? 0 : 1; // 3 x 3 cells to one
    const grid = convolution(`multibox/${cells}`, below, { inChannels: WIDTH, kernel: 3, stride, pad });
    const { residuals, confidences } = outputsOf[g];
    const output = { inChannels: WIDTH, kernel: 1, relu: false };
    layers.push(grid);
    layers.push(convolution(residuals, grid.name, { ...output, outChannels: 4 * shapes }));
    layers.push(convolution(confidences, grid.name, { ...output, outChannels: shapes }));
    below = grid.name;
  }
  return layers;
}

function convolution(
  name: string,
  input: string,
  options: Partial<Convolution> & Pick<Convolution, 'inChannels' | 'kernel'>,
): Convolution {
  const { stride = 1, pad = 0, relu = true, outChannels = WIDTH, inChannels, kernel } = options;
  return { op: 'convolution', name, input, inChannels, outChannels, kernel, stride, pad, relu };
}
