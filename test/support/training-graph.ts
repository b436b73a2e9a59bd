/** Runs layers written as a training graph, and gives the gradients of sum(coefficients * output). */

import type { Tensor } from '../../src/engines/engine.js';
import type { Runtime } from '../../src/engines/onnx/runtime.js';
import type { Network } from '../../src/googlenet/layer.js';
import { channelsOf, type FeatureMap, placesOf, segmentOf } from '../../src/onnx/training/feature-map.js';
import { addLayers } from '../../src/onnx/training/layers.js';
import { ParameterLayout } from '../../src/onnx/training/parameter-layout.js';
import { alignedInputs, alignInputs, alignWeights } from '../../src/onnx/training/roi-align.js';
import { Step } from '../../src/onnx/training/step.js';
import { createSession, floatTensor, type Values } from '../../src/training/onnx/session.js';
import { WeightTensors } from '../../src/training/onnx/weight-tensors.js';
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
  const { step, x, y } = writtenStep(given, block);
  const { model, sizes } = step.graph.encode();
  const layout = new ParameterLayout(step);
  const stored = new Float32Array(layout.length);
  layout.write(given.weights, stored);
  const weights = new WeightTensors(runtime, layout, { backward: true });
  weights.fill(stored);
  const feeds: Values = {
    x: mapTensor(runtime, given.x.data, x, block),
    coefficients: mapTensor(runtime, given.coefficients, y, block),
    ...Object.fromEntries(
      [...sizes].map(([name, values]) => [name, new runtime.Tensor('int64', values, [values.length])]),
    ),
    ...weights.feeds,
    ...alignFeeds(runtime, given),
    ...dropoutFeeds(runtime, given, y),
  };
  const session = await createSession(runtime, model);
  try {
    const used = Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]!]));
    const results = await session.run(used);
    const dataOf = (name: string) => results[name]!.data as Float32Array;
    const gradients = new Float32Array(layout.length);
    for (const { layer, kind, offset } of layout.entries) {
      gradients.set(dataOf(`${layer}:${kind} gradient`), offset);
    }
    return {
      output: fromBlocks(dataOf('y'), y, block),
      dx: given.image ? new Float32Array(0) : fromBlocks(dataOf('dx'), x, block),
      gradients: layout.read(gradients),
    };
  } finally {
    await session.release();
  }
}

/** The layers with all their gradients, from x to the network's output y. */
function writtenStep(given: GradientCase, block: number): { step: Step; x: FeatureMap; y: FeatureMap } {
  const { network, regions, batchNorm, image: planar = false } = given;
  const [batch, channels, height, width] = given.x.shape as [number, number, number, number];
  const step = new Step({ block, batchNorm });
  const { graph, tape } = step;
  const x: FeatureMap = {
    value: graph.op('Identity', [graph.input('x')]),
    batch,
    segments: [planar ? { channels, padded: channels } : segmentOf(channels, block)],
    planar,
    height,
    width,
    nonNegative: given.x.data.every((value) => value >= 0),
  };
  if (!planar) tape.record([x], (gradients) => graph.output('dx', gradients.of(x)!));
  const maps = addLayers(step, {
    layers: network.layers,
    inputs: new Map([[network.input, x]]),
    trainable: () => true,
    ...(regions && { regions: alignedInputs(graph, regions.length / 4) }),
    training: true,
  });
  const y = maps.get(network.outputs[0]!)!;
  graph.output('y', y.value);
  step.backward([[y, graph.input('coefficients')]]);
  return { step, x, y };
}

function mapTensor(runtime: Runtime, data: Float32Array, map: FeatureMap, block: number) {
  const { batch, height, width } = map;
  const channels = channelsOf(map);
  const shape = height * width === 1 ? [batch, channels] : [batch, channels, height, width];
  return floatTensor(runtime, toBlocks(data, map, block), shape);
}

function alignFeeds(runtime: Runtime, { network, x, regions }: GradientCase): Values {
  const align = network.layers.find((layer) => layer.op === 'roi-align');
  if (!align || !regions) return {};
  const [height, width] = x.shape.slice(2) as [number, number];
  const count = regions.length / 4;
  const rows = alignWeights(align, { ends: regions, first: 1, length: height });
  const columns = alignWeights(align, { ends: regions, first: 0, length: width });
  return {
    [alignInputs.rows]: floatTensor(runtime, rows, [count * align.size, height]),
    [alignInputs.columns]: floatTensor(runtime, columns, [count, 1, align.size, width]),
  };
}

function dropoutFeeds(runtime: Runtime, { network }: GradientCase, y: FeatureMap): Values {
  const mask = dropMask(y.batch * placesOf(y.segments).length);
  return Object.fromEntries(
    network.layers
      .filter(({ op }) => op === 'dropout')
      .map(({ name }) => [name, mapTensor(runtime, mask, y, 1)]),
  );
}

/** Every third value is dropped. */
export function dropMask(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => (i % 3 === 0 ? 0 : 1.5));
}

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
