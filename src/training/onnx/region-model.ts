/** The region network's training graphs and their inputs. Legend: R = regions, K = classes. */
import type { Runtime } from '../../engines/onnx/runtime.js';
import type { RoiAlign } from '../../googlenet/layer.js';
import { placesOf } from '../../onnx/training/feature-map.js';
import { keptOutput } from '../../onnx/training/hardest-regions.js';
import { lossOutputs } from '../../onnx/training/region-loss.js';
import {
  type RegionStepOptions,
  regionLayers,
  regionStepGraph,
  stepInputs,
} from '../../onnx/training/region-step.js';
import { keyedStream } from '../../random/keyed-stream.js';
import { dropoutMask } from './dropout-mask.js';
import { lossFeeds, photographFeeds } from './region-feeds.js';
import { type RegionLosses, regionLosses } from './region-losses.js';
import type { RegionExample, RegionPrediction } from './region-trainer.js';
import type { Values } from './session.js';
import { layoutsOf, type StepLayouts } from './step-memory.js';
import type { GraphRun, Part, StepModel } from './step-model.js';

/** A photograph and its regions, without labels. */
export type RegionInput = Pick<RegionExample, 'image' | 'height' | 'width' | 'regions'>;

/** The weights of a step do not depend on the photograph's size. */
const ANY_SIZE = { height: 64, width: 64, regions: 2 };

/** Needs no runtime, for code that runs no graph itself. */
export function regionLayouts(step: RegionStepOptions): StepLayouts {
  return layoutsOf(regionStepGraph(step, ANY_SIZE, 'train'));
}

export class RegionModel implements StepModel<RegionExample, RegionLosses, RegionInput, RegionPrediction> {
  readonly layouts: StepLayouts;
  readonly #runtime: Runtime;
  readonly #step: RegionStepOptions;
  readonly #align: RoiAlign;

  constructor(runtime: Runtime, step: RegionStepOptions) {
    this.#runtime = runtime;
    this.#step = step;
    this.#align = regionLayers(step).align;
    this.layouts = regionLayouts(step);
  }

  train({ example, share, dropoutKey }: Part<RegionExample>): GraphRun<RegionLosses> {
    const { classes, hardest = Infinity } = this.#step;
    const { key, write } = this.#graph(example, 'train');
    return {
      key,
      write,
      feeds: {
        ...photographFeeds(this.#runtime, this.#align, example),
        ...lossFeeds(this.#runtime, example, { classes, share }),
        ...this.#dropout(dropoutKey, Math.min(hardest, example.labels.length)),
      },
      read: (results) => {
        const kept = results[keptOutput]?.data as Float32Array | undefined;
        return regionLosses(example, { ...outputsOf(results), kept });
      },
    };
  }

  forward(input: RegionInput): GraphRun<RegionPrediction> {
    return {
      ...this.#graph(input, 'predict'),
      feeds: photographFeeds(this.#runtime, this.#align, input),
      read: (results) => {
        const { logProbabilities, boxes } = outputsOf(results);
        return { scores: logProbabilities.map(Math.exp), boxes };
      },
    };
  }

  #graph({ height, width, regions }: RegionInput, purpose: 'train' | 'predict') {
    const size = { height, width, regions: regions.length / 4 };
    return {
      key: `${width} ${height} ${size.regions}`,
      write: () => regionStepGraph(this.#step, size, purpose),
    };
  }

  #dropout(key: readonly number[], rows: number): Values {
    const { heads, dropout: rate } = this.#step;
    if (rate === 0) return {};
    const { shape, inputs } = this.layouts.trainable.entries.find(({ layer }) => layer === heads.scores)!;
    const layout = { rows, places: placesOf(inputs!), length: shape[1]! };
    return {
      [stepInputs.dropout]: dropoutMask(this.#runtime, { ...layout, rate, random: keyedStream(...key) }),
    };
  }
}

function outputsOf(results: Values): { logProbabilities: Float32Array; boxes: Float32Array } {
  return {
    logProbabilities: results[lossOutputs.logProbabilities]!.data as Float32Array,
    boxes: results[lossOutputs.boxes]!.data as Float32Array,
  };
}
