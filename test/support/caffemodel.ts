import { googlenet } from '../../src/googlenet/googlenet.js';
import { parametersOf } from '../../src/googlenet/parameters.js';
import { root } from '../../src/weights/import/caffe-proto.js';

export function encodeCaffe(type: 'NetParameter' | 'BlobProto', message: object): Uint8Array {
  return root.lookupType(type).encode(message).finish();
}

/** The bytes of a `.caffemodel` of GoogLeNet in the public file's V1 format; all values are `fill`. */
export function caffemodelBytes({ classes, fill }: { classes: number; fill: number }): Uint8Array {
  const layers = new Map<string, Uint8Array[]>();
  for (const { name, shape } of parametersOf(googlenet({ classes }))) {
    const [num, channels, height, width] = [...Array(4 - shape.length).fill(1), ...shape];
    const data = new Float32Array(num * channels * height * width).fill(fill);
    const blob = encodeCaffe('BlobProto', { num, channels, height, width, data });
    const layer = name.replace(/\/(weight|bias)$/, '');
    layers.set(layer, [...(layers.get(layer) ?? []), blob]);
  }
  return encodeCaffe('NetParameter', {
    name: 'GoogleNet',
    layers: [...layers].map(([name, blobs]) => ({ name, blobs })),
  });
}
