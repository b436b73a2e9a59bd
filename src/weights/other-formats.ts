/** What a file is that was given for a model, by its first eight bytes. */

const NOT_READ = 'which is not read';

/** Beginnings, as Latin-1. */
const STARTS: readonly (readonly [string, string])[] = [
  ['\xff\xd8\xff', 'a JPEG image'],
  ['\x89PNG', 'a PNG image'],
  ['GIF8', 'a GIF image'],
  ['RIFF', 'a WebP image'],
  ['PK\x03\x04', `a zip archive, as PyTorch (.pt, .pth), Keras and NumPy write them, ${NOT_READ}`],
  ['\x89HDF', `an HDF5 file, as Keras (.h5) and Caffe write them, ${NOT_READ}`],
  ['\x1f\x8b', 'compressed by gzip: unpack it first'],
  ['{', 'a text, JSON by its beginning'],
];

const ONNX =
  'an ONNX file, which `googlenet-rcnn weights export` writes and nothing here reads: name the .safetensors';
const CAFFE =
  'a Caffe network (.caffemodel): convert it with `googlenet-rcnn weights import FILE --out model.safetensors`';

/** To follow "but". @param first bytes of the file */
export function otherFormat(first: Uint8Array): string {
  const bytes = [...first.subarray(0, 8)];
  const text = String.fromCharCode(...bytes);
  const known = STARTS.find(([start]) => text.startsWith(start))?.[1];
  const is = known ?? byFields(bytes) ?? (bytes.every(isText) ? 'a text' : undefined);
  return is === undefined ? 'it is damaged, or of another format' : `it is ${is}`;
}

/** Formats without a mark of their own: pickles, and protocol buffers, which begin with their first field. */
function byFields([a = 0, b = 0, c = 0, ...rest]: readonly number[]): string | undefined {
  if (a === 0x80 && b >= 2 && b <= 5)
    return `a pickle of Python's, as older PyTorch writes them, ${NOT_READ}`;
  // The version, then the producer, the graph or the domain.
  if (a === 0x08 && b < 0x20 && [0x12, 0x22, 0x3a, 0x42].includes(c)) return ONNX;
  // The name of the network.
  if (a === 0x0a && b > 0 && b < 0x80 && [c, ...rest].every((byte) => isText(byte) && byte >= 0x20))
    return CAFFE;
  return undefined;
}

const isText = (byte: number) => [0x09, 0x0a, 0x0d].includes(byte) || (byte >= 0x20 && byte < 0x7f);
