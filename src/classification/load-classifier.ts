import { checkLoad } from '../check-arguments.js';
import { Classifier } from './classifier.js';
import { loadClassifierCore } from './load-core.js';
import { type LoadClassifierOptions, type LoadedOptions, loadClassifierSchema } from './load-options.js';

export type { LoadClassifierOptions } from './load-options.js';

/**
 * Loads a GoogLeNet classifier, ready to run: `loadClassifier('bvlc')`, `loadClassifier('bvlc', { threads: 1 })` or
 * `loadClassifier({ model: ['a.safetensors', 'b.safetensors'] })`, an ensemble.
 *
 * @param model `bvlc` (after `googlenet-rcnn weights fetch bvlc`), a weights file or an ensemble file; or all options in
 *   one object
 * @throws RcnnError `file-not-found`, `bad-weights`, `bad-option`, `engine-unavailable`
 */
export async function loadClassifier(
  model: string | LoadClassifierOptions = {},
  options: Omit<LoadClassifierOptions, 'model'> = {},
): Promise<Classifier> {
  const call = { schema: loadClassifierSchema, call: 'loadClassifier', example: 'bvlc' };
  const checked = checkLoad<LoadedOptions>(model, options, call);
  const { core, card } = checked.worker
    ? await (await import('./worker/threaded-core.js')).threadedClassifierCore(checked)
    : await loadClassifierCore(checked);
  return new Classifier(core, card);
}
