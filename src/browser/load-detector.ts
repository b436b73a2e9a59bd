import { Detector } from './detector.js';
import type { LoadedDetector } from './messages.js';
import type { LoadDetectorOptions } from './options.js';
import { isModelFile, sentModel, startModel } from './start-model.js';

/**
 * Loads a detector, ready to run in a worker of the page: `loadDetector()`,
 * `loadDetector('mine.safetensors', { threshold: 0.5 })` or `loadDetector({ assets: '/detector/' })`.
 *
 * @param model address or bytes of a detector's file; or all options in one object
 * @throws RcnnError `download-failed`, `bad-weights`, `bad-option`, `engine-unavailable`, `aborted`
 */
export async function loadDetector(
  model: LoadDetectorOptions['model'] | LoadDetectorOptions = {},
  options: Omit<LoadDetectorOptions, 'model'> = {},
): Promise<Detector> {
  const given = isModelFile(model) ? { ...options, model } : model;
  const { model: own, assets, onProgress, signal, ...rest } = given;
  const loading = startModel<LoadedDetector>({ assets, onProgress, signal }, (files) => ({
    ...{ do: 'load', task: 'detector', options: rest, modules: files, multibox: files.multibox },
    model: own === undefined ? files.model : sentModel(own),
  }));
  return new Detector(...(await loading));
}
