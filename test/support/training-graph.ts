/** Runs layers written as a training graph, and gives the gradients of sum(coefficients * output). */

import type { Tensor } from '../../src/engines/engine.js';
import type { Runtime } from '../../src/engines/onnx/runtime.js';
import type { Network } from '../../src/googlenet/layer.js';
import { channelsOf, type FeatureMap, placesOf, segmentOf } from '../../src/onnx/training/feature-map.js';
import { toBackward, toForward } from '../../src/onnx/training/filters.js';
import { addLayers } from '../../src/onnx/training/layers.js';
import { ParameterLayout } from '../../src/onnx/training/parameter-layout.js';
import { alignInputs, alignWeights } from '../../src/onnx/training/roi-align.js';
import { Step } from '../../src/onnx/training/step.js';
import { createSession, floatTensor } from '../../src/training/onnx/session.js';
import type { Weights } from '../../src/weights/weights.js';

export interface GradientCase {
  readonly network: Network;
  /** N x C x H x W; no value below 0 where the network begins with a pool. */
  readonly x: Tensor;
  readonly weights: Weights;
  /** Of the output's shape. */
  readonly coefficients: Float32Array;
  /** R x 4, where the network has a RoIAlign. */
  readonly regions?: Float32Array;
  /** Normalises the convolutions over the batch. */
  readonly batchNorm?: boolean;
  /** x is an image, in planes, and has no gradient. */
  readonly image?: boolean;
}

export interface RunResult {
  readonly output: Float32Array;
  /** Of x, in its own layout; absent when nothing was asked of it. */
  readonly dx: Float32Array;
  /** By the specification's names. */
  readonly gradients: Weights;
}

/** @param block of the kernels */
export async function runTrainingGraph(
  runtime: Runtime,
  given: GradientCase,
  block: number,
): Promise<RunResult> {
  const { network, x, weights, coefficients, regions, batchNorm, image: planar = false } = given;
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const step = new Step({ block, batchNorm });
  const { graph, tape } = step;
  const map: FeatureMap = {
    value: graph.op('Identity', [graph.input('x')]),
    batch,
    segments: [planar ? { channels, padded: channels } : segmentOf(channels, block)],
    planar,
    height,
    width,
    nonNegative: x.data.every((value) => value >= 0),
  };
  if (!planar) tape.record([map], (gradients) => graph.output('dx', gradients.of(map)!));
  const count = regions && regions.length / 4;
  const maps = addLayers(step, {
    layers: network.layers,
    inputs: new Map([[network.input, map]]),
    learns: () => true,
    regions: count,
    training: true,
  });
  const y = maps.get(network.outputs[0]!)!;
  graph.output('y', y.value);
  step.backward([[y, graph.input('coefficients')]]);
  const { model, sizes } = graph.encode();
  const layout = new ParameterLayout(step);
  const stored = new Float32Array(layout.length);
  layout.write(weights, stored);
  const tensor = (data: Float32Array, shape: readonly number[]) => floatTensor(runtime, data, shape);
  const feeds: Record<string, unknown> = {
    x: tensor(toBlocks(x.data, map, block), [batch, channelsOf(map), height, width]),
    coefficients: tensor(
      toBlocks(coefficients, y, block),
      y.height * y.width === 1 ? [y.batch, channelsOf(y)] : [y.batch, channelsOf(y), y.height, y.width],
    ),
  };
  for (const [name, values] of sizes) feeds[name] = new runtime.Tensor('int64', values, [values.length]);
  for (const { layer, kind, offset, length, shape, filter } of layout.entries) {
    const values = stored.subarray(offset, offset + length);
    if (!filter) {
      feeds[`${layer}:${kind}`] = tensor(Float32Array.from(values), shape);
      continue;
    }
    const [O, I] = [length / (filter.kernel ** 2 * padded(filter.inputs)), padded(filter.inputs)];
    const [forward, backward] = [new Float32Array(length), new Float32Array(length)];
    toForward(filter, values, forward);
    toBackward(filter, values, backward);
    feeds[`${layer}:forward`] = tensor(forward, [O, I, filter.kernel, filter.kernel]);
    feeds[`${layer}:backward`] = tensor(backward, [I, O, filter.kernel, filter.kernel]);
  }
  const align = network.layers.find((layer) => layer.op === 'roi-align');
  if (align && regions && count) {
    const rows = alignWeights(align, { ends: regions, first: 1, length: height });
    const columns = alignWeights(align, { ends: regions, first: 0, length: width });
    feeds[alignInputs.rows] = tensor(rows, [count * align.size, height]);
    feeds[alignInputs.columns] = tensor(columns, [count, 1, align.size, width]);
  }
  for (const { op, name } of network.layers) {
    if (op !== 'dropout') continue;
    const mask = toBlocks(dropMask(y.batch * placesOf(y.segments).length), y, block);
    feeds[name] = tensor(mask, [y.batch, channelsOf(y)]);
  }
  const session = await createSession(runtime, model);
  const used = Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]]));
  const results = await session.run(used as never);
  const dataOf = (name: string) => results[name]!.data as Float32Array;
  const flat = new Float32Array(layout.length);
  for (const { layer, kind, offset } of layout.entries) flat.set(dataOf(`${layer}:${kind} gradient`), offset);
  const result = {
    output: fromBlocks(dataOf('y'), y, block),
    dx: planar ? new Float32Array(0) : fromBlocks(dataOf('dx'), map, block),
    gradients: layout.read(flat),
  };
  await session.release();
  return result;
}

/** Every third value is dropped. */
export function dropMask(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => (i % 3 === 0 ? 0 : 1.5));
}

const padded = (segments: FeatureMap['segments']) => channelsOf({ segments });

function place(map: FeatureMap, block: number, visit: (plain: number, blocked: number) => void): void {
  const cells = map.height * map.width;
  const places = placesOf(map.segments);
  const C = channelsOf(map);
  const B = cells === 1 || map.planar ? 1 : block; // a matrix N x C has no blocks
  let plain = 0;
  for (let n = 0; n < map.batch; n++) {
    for (const channel of places) {
      for (let cell = 0; cell < cells; cell++) {
        visit(plain++, ((n * (C / B) + Math.floor(channel / B)) * cells + cell) * B + (channel % B));
      }
    }
  }
}

function toBlocks(data: Float32Array, map: FeatureMap, block: number): Float32Array {
  const into = new Float32Array(map.batch * channelsOf(map) * map.height * map.width);
  place(map, block, (plain, blocked) => {
    into[blocked] = data[plain]!;
  });
  return into;
}

function fromBlocks(data: Float32Array, map: FeatureMap, block: number): Float32Array {
  const into = new Float32Array(map.batch * placesOf(map.segments).length * map.height * map.width);
  place(map, block, (plain, blocked) => {
    into[plain] = data[blocked]!;
  });
  return into;
}
