import type { EngineName } from '../engines/engine.js';
import { loadEngine } from '../engines/index.js';
import { loadModel } from '../weights/model-file.js';
import { Classifier } from './classifier.js';

export interface LoadClassifierOptions {
  /** Default `auto`: ONNX Runtime, else TensorFlow, else WebAssembly. */
  readonly engine?: EngineName | 'auto';
  /** Threads inside one operation; default: all cores. */
  readonly threads?: number;
}

/**
 * Loads a GoogLeNet classifier, ready to run.
 *
 * @param nameOrPath `bvlc` (after `googlenet-rcnn weights fetch bvlc`) or a weights file
 * @throws RcnnError `file-not-found`, `bad-weights`, `engine-unavailable`
 */
export async function loadClassifier(
  nameOrPath: string,
  options: LoadClassifierOptions = {},
): Promise<Classifier> {
  const [model, engine] = await Promise.all([loadModel(nameOrPath), loadEngine(options.engine ?? 'auto')]);
  return Classifier.create(model, engine, options);
}
