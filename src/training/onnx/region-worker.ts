/**
 * One thread of a region trainer: gradients of photographs, and its share of the update. Legend: R = regions,
 * K = classes, L = all values that learn.
 */
import type { Runtime } from '../../engines/onnx/runtime.js';
import type { RoiAlign } from '../../googlenet/layer.js';
import { placesOf } from '../../onnx/training/feature-map.js';
import { lossOutputs } from '../../onnx/training/region-loss.js';
import {
  type RegionStepOptions,
  regionLayers,
  regionStepGraph,
  type StepSize,
} from '../../onnx/training/region-step.js';
import { dropoutFeed, lossFeeds, photographFeeds } from './region-feeds.js';
import { type RegionLosses, regionLosses } from './region-losses.js';
import type { RegionExample, RegionPrediction } from './region-trainer.js';
import { Sessions, type Values } from './session.js';
import { type StepLayouts, type StepMemory, stepLayouts } from './step-memory.js';
import { sumGradients, sumOfSquares, type UpdateOptions, update } from './update.js';
import { WeightTensors } from './weight-tensors.js';

export interface RegionWorkerOptions {
  readonly step: RegionStepOptions;
  readonly memory: StepMemory;
}

export interface GradientTask {
  readonly example: RegionExample;
  /** L: where the gradient goes, in shared memory. */
  readonly into: Float32Array;
  /** Of the weights: changed ones are fetched again. */
  readonly version: number;
  readonly dropoutKey: readonly number[];
  /** 1 / number of used regions of the step. */
  readonly share: number;
}

/** As `UpdateOptions`, with the rates of the network and of its heads. */
export interface UpdateTask extends Omit<UpdateOptions, 'rate'> {
  /** Of the layout. */
  readonly entries: readonly number[];
  /** L. */
  readonly gradient: Float32Array;
  readonly rate: number;
  readonly headRate: number;
}

export interface ReduceTask {
  /** Entries of the layout. */
  readonly entries: readonly number[];
  /** L each. */
  readonly gradients: readonly Float32Array[];
}

export interface PredictTask {
  readonly example: Pick<RegionExample, 'image' | 'height' | 'width' | 'regions'>;
  readonly version: number;
  readonly averaged: boolean;
}

export type RegionJob =
  | { readonly gradient: GradientTask }
  | { readonly reduce: ReduceTask }
  | { readonly update: UpdateTask }
  | { readonly predict: PredictTask };

export class RegionWorker {
  readonly #runtime: Runtime;
  readonly #options: RegionWorkerOptions;
  readonly #align: RoiAlign;
  readonly #layouts: StepLayouts;
  readonly #sessions: Sessions;
  readonly #frozen: WeightTensors;
  readonly #current: WeightTensors;
  #averaged: WeightTensors | undefined;
  #version = -1;
  #averagedVersion = -1;

  constructor(runtime: Runtime, options: RegionWorkerOptions) {
    this.#runtime = runtime;
    this.#options = options;
    this.#align = regionLayers(options.step).align;
    this.#layouts = stepLayouts(options.step);
    this.#sessions = new Sessions(runtime);
    const { learning, frozen } = this.#layouts;
    this.#frozen = new WeightTensors(runtime, frozen, { backward: false });
    this.#frozen.fill(options.memory.frozen);
    this.#current = new WeightTensors(runtime, learning, { backward: true });
  }

  run(job: RegionJob): Promise<RegionLosses> | number[] | undefined | Promise<RegionPrediction> {
    if ('gradient' in job) return this.gradient(job.gradient);
    if ('reduce' in job) return this.reduce(job.reduce);
    if ('predict' in job) return this.predict(job.predict);
    this.update(job.update);
    return undefined;
  }

  /** Fills the photograph's gradient. */
  async gradient({ example, into, version, dropoutKey, share }: GradientTask): Promise<RegionLosses> {
    const { step } = this.#options;
    this.#fetch(version);
    const size = sizeOf(example);
    const results = await this.#sessions.run(`train ${Object.values(size).join(' ')}`, {
      write: () => regionStepGraph(step, size, 'train'),
      feeds: {
        ...this.#frozen.feeds,
        ...this.#current.feeds,
        ...photographFeeds(this.#runtime, this.#align, example),
        ...lossFeeds(this.#runtime, example, { classes: step.classes, share }),
        ...this.#dropout(dropoutKey, size.regions),
      },
    });
    for (const { layer, kind, offset } of this.#layouts.learning.entries) {
      into.set(results[`${layer}:${kind} gradient`]!.data as Float32Array, offset);
    }
    return regionLosses(example, outputsOf(results));
  }

  /** Sums the photographs' gradients into the first one, over some entries. @returns the sum of squares of each */
  reduce({ entries, gradients }: ReduceTask): number[] {
    return this.#entries(entries).map(({ offset, length }) => {
      sumGradients(gradients, offset, offset + length);
      return sumOfSquares(gradients[0]!, offset, offset + length);
    });
  }

  /** Moves some entries. */
  update({ entries, gradient, rate, headRate, decay, ...others }: UpdateTask): void {
    const { step, memory } = this.#options;
    const heads = Object.values(step.heads);
    for (const { layer, kind, offset, length } of this.#entries(entries)) {
      update(
        { ...memory, gradient },
        { from: offset, to: offset + length },
        { ...others, rate: heads.includes(layer) ? headRate : rate, decay: kind === 'bias' ? 0 : decay },
      );
    }
  }

  async predict({ example, version, averaged }: PredictTask): Promise<RegionPrediction> {
    const size = sizeOf(example);
    const weights = averaged ? this.#fetchAveraged(version) : this.#fetch(version);
    const results = await this.#sessions.run(`predict ${Object.values(size).join(' ')}`, {
      write: () => regionStepGraph(this.#options.step, size, 'predict'),
      feeds: {
        ...this.#frozen.feeds,
        ...weights.feeds,
        ...photographFeeds(this.#runtime, this.#align, example),
      },
    });
    const { logarithms, boxes } = outputsOf(results);
    return { scores: logarithms.map(Math.exp), boxes };
  }

  #entries(indices: readonly number[]) {
    return indices.map((index) => this.#layouts.learning.entries[index]!);
  }

  #fetch(version: number): WeightTensors {
    if (version !== this.#version) this.#current.fill(this.#options.memory.values);
    this.#version = version;
    return this.#current;
  }

  #fetchAveraged(version: number): WeightTensors {
    this.#averaged ??= new WeightTensors(this.#runtime, this.#layouts.learning, { backward: false });
    if (version !== this.#averagedVersion) this.#averaged.fill(this.#options.memory.averages);
    this.#averagedVersion = version;
    return this.#averaged;
  }

  #dropout(key: readonly number[], rows: number): Values {
    const { heads, dropout: rate } = this.#options.step;
    if (rate === 0) return {};
    const { shape, inputs } = this.#layouts.learning.entries.find(({ layer }) => layer === heads.scores)!;
    return dropoutFeed(this.#runtime, { key, rate, rows, places: placesOf(inputs!), length: shape[1]! });
  }
}

function sizeOf({ height, width, regions }: Pick<RegionExample, 'height' | 'width' | 'regions'>): StepSize {
  return { height, width, regions: regions.length / 4 };
}

function outputsOf(results: Values): { logarithms: Float32Array; boxes: Float32Array } {
  return {
    logarithms: results[lossOutputs.logarithms]!.data as Float32Array,
    boxes: results[lossOutputs.boxes]!.data as Float32Array,
  };
}
