/** Legend: R = regions, C x H x W = the map, n = samples per direction = size x samples. */
import * as tf from '@tensorflow/tfjs-core';
import type { RoiAlign } from '../../googlenet/layer.js';

/** Whose samples are in memory at once: 64 regions of 14 x 14 samples with 832 channels are 42 MB, a thousand 650 MB. */
const REGIONS_AT_A_TIME = 64;

/**
 * Mask R-CNN's RoIAlign (arXiv 1703.06870, section 3) by TensorFlow's crop-and-resize. That samples bilinearly at
 * evenly spaced exact positions and gives 0 outside the map; RoIAlign counts a band of one cell around the map as
 * its border. One repeated row and column on each side make the two equal.
 *
 * @param map 1 x H x W x C
 * @param regions R x 4 (x1, y1, x2, y2) in image pixels
 * @returns R x size x size x C
 */
export function roiAlign(layer: RoiAlign, map: tf.Tensor4D, regions: tf.Tensor2D): tf.Tensor4D {
  const bordered = tf.tidy(() => repeatBorder(repeatBorder(map, 1), 2)); // 1 x H+2 x W+2 x C
  const boxes = sampledBoxes(layer, bordered, regions);
  const count = regions.shape[0];
  const parts: tf.Tensor4D[] = [];
  for (let first = 0; first < count; first += REGIONS_AT_A_TIME) {
    const length = Math.min(REGIONS_AT_A_TIME, count - first);
    parts.push(tf.tidy(() => align(layer, bordered, tf.slice(boxes, [first, 0], [length, 4]))));
  }
  return parts.length === 1 ? parts[0]! : tf.concat(parts, 0);
}

function align({ size, samples }: RoiAlign, map: tf.Tensor4D, boxes: tf.Tensor2D): tf.Tensor4D {
  const n = size * samples;
  const image = tf.zeros<tf.Rank.R1>([boxes.shape[0]], 'int32');
  const sampled = tf.image.cropAndResize(map, boxes, image, [n, n], 'bilinear', 0); // R x n x n x C
  return samples === 1 ? sampled : tf.avgPool(sampled, samples, samples, 'valid');
}

/**
 * The first and the last sample of each region, as crop-and-resize wants its boxes: (y1, x1, y2, x2) where 0 and 1
 * are the centres of the map's outermost cells.
 */
function sampledBoxes(layer: RoiAlign, bordered: tf.Tensor4D, regions: tf.Tensor2D): tf.Tensor2D {
  const [, height, width] = bordered.shape;
  const values = regions.dataSync();
  const boxes = new Float32Array(values.length);
  const n = layer.size * layer.samples;
  for (let i = 0; i < values.length; i += 4) {
    const [x1, y1, x2, y2] = values.subarray(i, i + 4) as unknown as [number, number, number, number];
    const across = samplesOf({ from: x1, to: x2, stride: layer.stride, n });
    const down = samplesOf({ from: y1, to: y2, stride: layer.stride, n });
    boxes[i] = down.first / (height - 1);
    boxes[i + 1] = across.first / (width - 1);
    boxes[i + 2] = down.last / (height - 1);
    boxes[i + 3] = across.last / (width - 1);
  }
  return tf.tensor2d(boxes, [values.length / 4, 4]);
}

/** Positions along one axis, in cells of the bordered map. */
function samplesOf({ from, to, stride, n }: { from: number; to: number; stride: number; n: number }): {
  first: number;
  last: number;
} {
  const border = 1;
  const begin = from / stride - 0.5 + border; // a cell's value is at its centre
  const step = (to - from) / stride / n;
  return { first: begin + 0.5 * step, last: begin + (n - 0.5) * step };
}

function repeatBorder(map: tf.Tensor4D, axis: 1 | 2): tf.Tensor4D {
  const length = map.shape[axis];
  const edge = (at: number) => {
    const begin: [number, number, number, number] = [0, 0, 0, 0];
    const size = [...map.shape];
    begin[axis] = at;
    size[axis] = 1;
    return tf.slice(map, begin, size as typeof begin);
  };
  return tf.concat([edge(0), map, edge(length - 1)], axis);
}
