import { RcnnError } from '../../errors.js';
import { type GoogLeNetOptions, googlenet } from '../../googlenet/googlenet.js';
import { parametersOf } from '../../googlenet/parameters.js';
import { readFileUpTo } from '../../platform/node/open-file.js';
import { checkWeights } from '../check-weights.js';
import type { WeightArray, Weights } from '../weights.js';
import { type BlobProto, decodeBlob, decodeNet } from './caffe-proto.js';

interface ImportedNetwork {
  readonly options: Required<Pick<GoogLeNetOptions, 'classes' | 'auxiliary'>>;
  /** In the order of the specification. */
  readonly weights: Weights;
}

/** A Caffe blob with the sides that it names; legacy blobs always name four. */
interface Blob {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Reads a GoogLeNet from a binary `.caffemodel`: V1 or later layers, legacy or new blob shapes, float or
 * double. The specification carries Caffe's layer names, so the blobs find their places by name: weight
 * first, bias second. Auxiliary heads are taken when the file has them.
 *
 * @throws RcnnError `file-not-found`; `bad-weights` when the file is no caffemodel or not exactly this network
 */
export async function importCaffe(path: string): Promise<ImportedNetwork> {
  const blobs = blobsByLayer(path, await readModel(path));
  const classifier = blobs.get('loss3/classifier')?.[0];
  if (!classifier) {
    const found = [...blobs.keys()].slice(0, 5).join(', ') || 'no layers with weights';
    throw badCaffe(path, `there is no layer loss3/classifier with weights (found ${found}, ...)`);
  }
  const options = { classes: classifier.shape.at(-2) ?? 0, auxiliary: blobs.has('loss1/classifier') };
  if (options.classes < 1) throw badCaffe(path, `loss3/classifier has the shape [${classifier.shape}]`);
  const network = googlenet(options);
  const ranks = new Map(parametersOf(network).map(({ name, shape }) => [name, shape.length]));
  const found = new Map<string, WeightArray>();
  for (const [layer, [weight, bias, ...more]] of blobs) {
    if (more.length > 0) throw badCaffe(path, `layer ${layer} has ${more.length + 2} blobs instead of two`);
    for (const [part, blob] of Object.entries({ weight, bias })) {
      const name = `${layer}/${part}`;
      if (blob) found.set(name, { data: blob.data, shape: withRank(blob.shape, ranks.get(name)) });
    }
  }
  checkWeights(network, found, path);
  return { options, weights: new Map([...ranks.keys()].map((name) => [name, found.get(name)!])) };
}

async function readModel(path: string): Promise<Uint8Array> {
  try {
    return await readFileUpTo(path, MAX_BYTES);
  } catch (cause) {
    throw new RcnnError(
      'file-not-found',
      `Expected a .caffemodel at ${path}, but it cannot be read: ${(cause as Error).message}.`,
      {
        cause,
      },
    );
  }
}

/** Protocol buffers hold no more; GoogLeNet takes 54 MB. */
const MAX_BYTES = 2 ** 31 - 1;

/** Only layers with trained values; one with the same name twice is refused. */
function blobsByLayer(path: string, bytes: Uint8Array): Map<string, Blob[]> {
  const blobs = new Map<string, Blob[]>();
  try {
    const net = decodeNet(bytes);
    if (net.layers.some(({ layer }) => layer.length > 0)) {
      throw badCaffe(path, "it is of Caffe's V0 format: convert it with Caffe's upgrade_net_proto_binary");
    }
    for (const layer of [...net.layers, ...net.layer]) {
      if (layer.blobs.length === 0) continue;
      const name = layer.name ?? '';
      if (blobs.has(name)) throw badCaffe(path, `layer ${name} comes twice`);
      blobs.set(
        name,
        layer.blobs.map((blob) => unpack(path, name, decodeBlob(blob))),
      );
    }
  } catch (error) {
    if (error instanceof RcnnError) throw error;
    throw badCaffe(path, 'it cannot be decoded: it is cut off, or of another format', error);
  }
  return blobs;
}

function unpack(path: string, layer: string, blob: BlobProto): Blob {
  const shape = blob.shape
    ? blob.shape.dim.map((side) => Number(side.toString()))
    : [blob.num ?? 0, blob.channels ?? 0, blob.height ?? 0, blob.width ?? 0];
  const data = Float32Array.from(blob.data.length > 0 ? blob.data : blob.doubleData);
  const expected = shape.reduce((product, side) => product * side, 1);
  if (data.length !== expected) {
    throw badCaffe(path, `a blob of ${layer} has shape [${shape}] and ${data.length} values`);
  }
  return { shape, data };
}

/** The shapes of legacy blobs begin with ones: 1 x 1 x O x I for linear weights, 1 x 1 x 1 x O for biases. */
function withRank(shape: readonly number[], rank = shape.length): readonly number[] {
  const surplus = shape.length - rank;
  if (surplus <= 0 || shape.slice(0, surplus).some((side) => side !== 1)) return shape;
  return shape.slice(surplus);
}

function badCaffe(path: string, what: string, cause?: unknown): RcnnError {
  return new RcnnError('bad-weights', `Expected ${path} to be a .caffemodel of GoogLeNet, but ${what}.`, {
    cause,
  });
}
