/** What layers that read parts of a map become. Legend: N = batch, C = channels, H x W = map, R = regions. */
import type { Resample, RoiAlign } from '../googlenet/layer.js';
import type { GraphParts } from './graph-parts.js';
import { attribute, int64s } from './model-proto.js';

/** Every region lies in the one map that comes in, so the map's number is 0 for all of them. */
export function addRoiAlign(parts: GraphParts, layer: RoiAlign): void {
  const { name, input, regions, size, stride, samples } = layer;
  const count = `${name}:count`; // 1 value, R
  const maps = `${name}:maps`; // R zeros
  parts.nodes.push(
    {
      opType: 'Shape',
      name: count,
      input: [regions],
      output: [count],
      attribute: [attribute.int('start', 0), attribute.int('end', 1)],
    },
    {
      opType: 'ConstantOfShape',
      name: maps,
      input: [count],
      output: [maps],
      attribute: [attribute.tensor('value', int64s('', [0]))],
    },
    {
      opType: 'RoiAlign',
      name,
      input: [input, regions, maps],
      output: [name], // R x C x size x size
      attribute: [
        attribute.string('coordinate_transformation_mode', 'half_pixel'),
        attribute.string('mode', 'avg'),
        attribute.int('output_height', size),
        attribute.int('output_width', size),
        attribute.int('sampling_ratio', samples),
        attribute.float('spatial_scale', 1 / stride),
      ],
    },
  );
}

/** Columns first: that product is one of C * H rows, the other one of C small ones. */
export function addResample({ nodes }: GraphParts, { name, input, rows, columns }: Resample): void {
  const [turned, narrow] = [`${name}:columns`, `${name}:narrow`]; // W x size, N x C x H x size
  nodes.push(
    { opType: 'Transpose', name: turned, input: [columns], output: [turned], attribute: [] },
    { opType: 'MatMul', name: narrow, input: [input, turned], output: [narrow], attribute: [] },
    { opType: 'MatMul', name, input: [rows, narrow], output: [name], attribute: [] }, // N x C x size x size
  );
}
