import { RcnnError } from '../errors.js';
import { Classifier } from './classifier.js';
import type { Loaded } from './messages.js';
import type { LoadClassifierOptions, ModelFile } from './options.js';
import { isModelFile, sentModel, startModel } from './start-model.js';

/**
 * Loads a classifier, ready to run in a worker of the page: `loadClassifier('mine.safetensors')`,
 * `loadClassifier('mine.safetensors', { assets: '/detector/' })` or all options in one object.
 *
 * @param model address or bytes of a classifier's file; or all options in one object
 * @throws RcnnError `download-failed`, `bad-weights`, `bad-option`, `engine-unavailable`, `aborted`
 */
export async function loadClassifier(
  model: ModelFile | LoadClassifierOptions,
  options: Omit<LoadClassifierOptions, 'model'> = {},
): Promise<Classifier> {
  const given: Partial<LoadClassifierOptions> = isModelFile(model) ? { ...options, model } : model;
  const { model: file, assets, onProgress, signal, ...rest } = given ?? {};
  if (!isModelFile(file)) {
    throw new RcnnError(
      'bad-option',
      `Expected the model of loadClassifier to be the address or the bytes of a classifier's file, but got ${file === undefined ? 'none' : typeof file}.`,
    );
  }
  const loading = startModel<Loaded>({ assets, onProgress, signal }, (files) => ({
    ...{ do: 'load', task: 'classifier', options: rest, modules: files },
    model: sentModel(file),
  }));
  return new Classifier(...(await loading));
}
