import { expect, it } from 'vitest';
import { otherFormat } from '../../../src/weights/other-formats.js';

it.each<[string, string | number[], RegExp]>([
  ['JPEG', [0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46], /^it is a JPEG image$/],
  ['PNG', [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10], /^it is a PNG image$/],
  ['ONNX of PyTorch', [8, 7, 0x12, 7, ...Buffer.from('pyto')], /ONNX file.*name the \.safetensors$/],
  ['ONNX of ours, without a producer', [8, 8, 0x3a, 0xf0, 0x8b, 0xc4, 0x0d, 0x0a], /ONNX file/],
  ['caffemodel', [10, 9, ...Buffer.from('GoogleNet')], /Caffe.*weights import FILE --out/],
  ['PyTorch', 'PK\x03\x04\x00\x00\x08\x08', /zip archive, as PyTorch/],
  ['older PyTorch', [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46], /pickle/],
  ['HDF5', [0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10], /HDF5/],
  ['JSON', '{"a": 1}', /JSON/],
  ['words', 'name: "G', /^it is a text$/],
  ['noise', [0xfe, 1, 2, 3, 4, 5, 6, 7], /of another format/],
])('%s', (_, bytes, said) => expect(otherFormat(Buffer.from(bytes as number[]))).toMatch(said));
