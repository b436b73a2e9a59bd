/** Legend: W x H = the network's input, multiples of 32; the scaled photograph lies in its upper left corner. */
import type { Box, Size } from '../../../geometry/box.js';
import type { Preprocessing } from '../../../imaging/preprocessing.js';
import type { Raster } from '../../../imaging/raster.js';
import { warpBox } from '../../../imaging/warp.js';
import { type TrunkScale, trunkSize } from '../../../trunk/trunk-size.js';
import { SIDE_MULTIPLE } from '../../onnx/check-example.js';
import { type Distortion, distort } from '../../patches/photometric.js';

/** How a photograph is seen in one step. */
export interface View {
  readonly scale: TrunkScale;
  readonly mirror: boolean;
  readonly distortion?: Distortion;
}

interface ViewedImage extends Size {
  /** 3 x H x W, preprocessed; zeros, which are the mean, where the photograph ends. */
  readonly image: Float32Array;
  /** A box of the photograph in pixels of the input. */
  toInput(box: Box): Box;
}

/** Scales, mirrors and distorts a photograph into the network's input. */
export function viewImage(
  raster: Raster,
  { scale, mirror, distortion }: View,
  preprocessing: Preprocessing,
): ViewedImage {
  const size = trunkSize(raster, scale);
  const planes = new Float32Array(3 * size.width * size.height);
  const whole = { x1: 0, y1: 0, x2: raster.width, y2: raster.height };
  warpBox(raster, whole, {
    ...size,
    mirror,
    into: planes,
    preprocessing: { channelOrder: 'rgb', mean: [0, 0, 0] },
  });
  if (distortion) distort(planes, distortion);
  const input = { width: roundedUp(size.width), height: roundedUp(size.height) };
  const [x, y] = [size.width / raster.width, size.height / raster.height];
  return {
    ...input,
    image: placed(planes, size, { ...input, preprocessing }),
    toInput: ({ x1, y1, x2, y2 }) => ({
      x1: (mirror ? raster.width - x2 : x1) * x,
      y1: y1 * y,
      x2: (mirror ? raster.width - x1 : x2) * x,
      y2: y2 * y,
    }),
  };
}

function roundedUp(side: number): number {
  return SIDE_MULTIPLE * Math.ceil(side / SIDE_MULTIPLE);
}

/** Planes R, G, B of 0..255 in the corner of a larger input, in the network's order and minus its mean. */
function placed(
  planes: Float32Array,
  { width, height }: Size,
  input: Size & { readonly preprocessing: Preprocessing },
): Float32Array {
  const { channelOrder, mean, scale = 1 } = input.preprocessing;
  const into = new Float32Array(3 * input.width * input.height);
  for (let c = 0; c < 3; c++) {
    const from = (channelOrder === 'rgb' ? c : 2 - c) * width * height;
    for (let y = 0; y < height; y++) {
      const at = (c * input.height + y) * input.width;
      for (let x = 0; x < width; x++) into[at + x] = (planes[from + y * width + x]! - mean[c]!) * scale;
    }
  }
  return into;
}
