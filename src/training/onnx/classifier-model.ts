/** A classifier's training graphs and their inputs. Legend: N = images of a part, K = classes. */
import type { Runtime } from '../../engines/onnx/runtime.js';
import {
  type ClassifierStepGraph,
  type ClassifierStepOptions,
  classifierInputs,
  classifierStepGraph,
  logProbabilitiesOf,
  statisticsOf,
} from '../../onnx/training/classifier-step.js';
import { paddedChannels, placesOf } from '../../onnx/training/feature-map.js';
import { outputPlaces } from '../../onnx/training/filters.js';
import { keyedStream } from '../../random/keyed-stream.js';
import type { WeightArray } from '../../weights/weights.js';
import type { Examples } from '../classifier/example-source.js';
import { dropoutMask } from './dropout-mask.js';
import { floatTensor, type Values } from './session.js';
import { layoutsOf, type StepLayouts } from './step-memory.js';
import type { GraphRun, Part, StepModel } from './step-model.js';

export interface ClassifierModelOptions {
  readonly step: ClassifierStepOptions;
  /** Of one example. Auxiliary heads are made for one size; no other weights depend on it. */
  readonly height: number;
  readonly width: number;
}

/** Some images of a batch. */
export interface BatchPart extends Examples {
  /** Index of the first of them in the batch: dropout draws for the whole batch, whichever thread computes it. */
  readonly first: number;
}

/** Per softmax output: the sum of the images' losses, and how many images have the correct class first. */
export type OutputScores = readonly { readonly loss: number; readonly correct: number }[];

/** Mean and variance of every convolution's channels, by names such as `conv1/7x7_s2/mean`. */
export type BatchStatistics = ReadonlyMap<string, WeightArray>;

function graphOf(
  { step }: ClassifierModelOptions,
  [batch, height, width]: Examples['shape'],
  purpose: 'train' | 'observe',
): ClassifierStepGraph {
  return classifierStepGraph(step, { batch, height, width }, purpose);
}

/** Needs no runtime, for code that runs no graph itself. */
export function classifierLayouts(options: ClassifierModelOptions): StepLayouts {
  return layoutsOf(graphOf(options, [2, options.height, options.width, 0], 'train'));
}

export class ClassifierModel implements StepModel<BatchPart, OutputScores, Examples, BatchStatistics> {
  readonly layouts: StepLayouts;
  readonly #runtime: Runtime;
  readonly #options: ClassifierModelOptions;
  readonly #graph: ClassifierStepGraph;

  constructor(runtime: Runtime, options: ClassifierModelOptions) {
    this.#runtime = runtime;
    this.#options = options;
    this.#graph = graphOf(options, [2, options.height, options.width, 0], 'train');
    this.layouts = layoutsOf(this.#graph);
  }

  train({ example, share, dropoutKey }: Part<BatchPart>): GraphRun<OutputScores> {
    const { outputs } = this.#options.step.network;
    const { data, shape, labels } = example;
    const classes = this.#classes;
    const oneHot = new Float32Array(labels.length * classes);
    for (const [n, label] of labels.entries()) oneHot[n * classes + label] = 1;
    return {
      key: shape.join(' '),
      write: () => graphOf(this.#options, shape, 'train'),
      feeds: {
        [classifierInputs.examples]: floatTensor(this.#runtime, data, shape),
        [classifierInputs.oneHot]: floatTensor(this.#runtime, oneHot, [labels.length, classes]),
        [classifierInputs.share]: floatTensor(this.#runtime, Float32Array.of(share), []),
        ...this.#dropout(example, dropoutKey),
      },
      read: (results) =>
        outputs.map((output) => scoresOf(results[logProbabilitiesOf(output)]!.data as Float32Array, labels)),
    };
  }

  /** The statistics of a batch. */
  forward({ data, shape }: Examples): GraphRun<BatchStatistics> {
    return {
      key: shape.join(' '),
      write: () => graphOf(this.#options, shape, 'observe'),
      feeds: { [classifierInputs.examples]: floatTensor(this.#runtime, data, shape) },
      read: (results) => this.#statistics(results),
    };
  }

  get #classes(): number {
    return this.#graph.linears.at(-1)!.outFeatures;
  }

  /** The same masks as `seededDropout`: each layer's own stream over the whole batch. */
  #dropout({ first, labels }: BatchPart, key: readonly number[]): Values {
    const { layers } = this.#options.step.network;
    return Object.fromEntries(
      this.#graph.dropouts.map(({ name, rate, inputs }) => {
        const random = keyedStream(
          ...key,
          layers.findIndex((layer) => layer.name === name),
        );
        const layout = { rows: labels.length, places: placesOf(inputs), length: paddedChannels(inputs) };
        for (let skipped = 0; skipped < first * layout.places.length; skipped++) random();
        return [name, dropoutMask(this.#runtime, { ...layout, rate, random })];
      }),
    );
  }

  #statistics(results: Values): BatchStatistics {
    return new Map(
      this.#graph.filters.flatMap((filter) =>
        filter.parts.flatMap((part) =>
          Object.entries(statisticsOf(filter.name)).map(([kind, output]) => {
            const values = results[output]!.data as Float32Array;
            const data = Float32Array.from(outputPlaces(filter, part), (place) => values[place]!);
            return [`${part.name}/${kind}`, { data, shape: [data.length] }] as const;
          }),
        ),
      ),
    );
  }
}

function scoresOf(logProbabilities: Float32Array, labels: Int32Array): { loss: number; correct: number } {
  const classes = logProbabilities.length / labels.length;
  let [loss, correct] = [0, 0];
  for (const [n, label] of labels.entries()) {
    const row = logProbabilities.subarray(n * classes, (n + 1) * classes);
    loss -= row[label]!;
    if (row.indexOf(Math.max(...row)) === label) correct++;
  }
  return { loss, correct };
}
