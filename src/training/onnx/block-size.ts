/** Which blocked kernels this machine's ONNX Runtime has. */
import type { Runtime } from '../../engines/onnx/runtime.js';
import { attribute } from '../../onnx/model-proto.js';
import { GraphBuilder } from '../../onnx/training/graph-builder.js';
import { BLOCKED, Kernels } from '../../onnx/training/kernels.js';
import { createSession, floatTensor } from './session.js';

/** A multiple of every block size. */
const CHANNELS = 32;

/**
 * B of the blocked kernels, 16 with AVX-512 and 8 with AVX2, or 1 where there are none. They are internal to ONNX
 * Runtime, so this tries them out, and a version without them still trains. A map of 32 channels with 2
 * cells is reordered: after the first B values of cell 0 comes cell 1 of channel 0. Then a convolution that doubles
 * every channel is tried on it.
 */
export async function blockSize(runtime: Runtime): Promise<number> {
  try {
    const ramp = Float32Array.from({ length: 2 * CHANNELS }, (_, i) => i);
    const reordered = await run(runtime, reorderGraph(), {
      x: floatTensor(runtime, ramp, [1, CHANNELS, 1, 2]),
    });
    const block = reordered.indexOf(1);
    if (block < 2 || CHANNELS % block !== 0) return 1;
    const weight = floatTensor(runtime, doubling(block), [CHANNELS, CHANNELS, 1, 1]);
    const blocked = floatTensor(runtime, reordered, [1, CHANNELS, 1, 2]);
    const doubled = await run(runtime, convolveGraph(block), { x: blocked, weight });
    return doubled.every((value, i) => value === 2 * reordered[i]!) ? block : 1;
  } catch {
    return 1;
  }
}

async function run(
  runtime: Runtime,
  graph: GraphBuilder,
  feeds: Record<string, ReturnType<typeof floatTensor>>,
): Promise<Float32Array> {
  const session = await createSession(runtime, graph.encode().model);
  try {
    const { y } = await session.run(feeds);
    return Float32Array.from(y!.data as Float32Array);
  } finally {
    await session.release();
  }
}

function reorderGraph(): GraphBuilder {
  const graph = new GraphBuilder();
  graph.output(
    'y',
    graph.op('ReorderInput', [graph.input('x')], [attribute.int('channels_last', 0)], BLOCKED),
  );
  return graph;
}

function convolveGraph(block: number): GraphBuilder {
  const graph = new GraphBuilder();
  const kernels = new Kernels(graph, block);
  const weight = graph.input('weight');
  graph.output(
    'y',
    kernels.convolve(graph.input('x'), { weight, kernel: [1, 1], stride: 1, pads: [0, 0, 0, 0] }),
  );
  return graph;
}

/** O / B x I / B x B x B with 2 on the diagonal. */
function doubling(block: number): Float32Array {
  const blocks = CHANNELS / block;
  return Float32Array.from({ length: CHANNELS ** 2 }, (_, at) => {
    const [output, input] = [at % block, Math.floor(at / block) % block];
    const pair = Math.floor(at / block ** 2);
    return output === input && Math.floor(pair / blocks) === pair % blocks ? 2 : 0;
  });
}
