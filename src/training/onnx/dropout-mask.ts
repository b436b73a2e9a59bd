import type { Tensor } from 'onnxruntime-node';
import type { Runtime } from '../../engines/onnx/runtime.js';
import { floatTensor } from './session.js';

export interface DropoutMaskOptions {
  /** 0..1: share that is dropped. */
  readonly rate: number;
  readonly rows: number;
  /** Indices of the features in a row; what pads the blocks draws no number. */
  readonly places: Int32Array;
  /** Of a row. */
  readonly length: number;
  readonly random: () => number;
}

/** A dropout input of a training graph, rows x length: 0 for what is dropped, 1 / (1 - rate) for what is kept. */
export function dropoutMask(runtime: Runtime, options: DropoutMaskOptions): Tensor {
  const { rate, rows, places, length, random } = options;
  const mask = new Float32Array(rows * length);
  const kept = 1 / (1 - rate);
  for (let row = 0; row < rows; row++) {
    for (const place of places) mask[row * length + place] = random() < rate ? 0 : kept;
  }
  return floatTensor(runtime, mask, [rows, length]);
}
