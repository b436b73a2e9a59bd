import { checkOptions, shownValue } from '../check-arguments.js';
import { RcnnError } from '../errors.js';
import { Classifier } from './classifier.js';
import { loadClassifierCore } from './load-core.js';
import { type LoadClassifierOptions, loadClassifierSchema } from './options.js';

export type { LoadClassifierOptions } from './options.js';

/**
 * Loads a GoogLeNet classifier, ready to run: `loadClassifier('bvlc')`, `loadClassifier('bvlc', { threads: 1 })` or
 * `loadClassifier({ model: ['a.safetensors', 'b.safetensors'] })`, an ensemble.
 *
 * @param model `bvlc` (after `googlenet-rcnn weights fetch bvlc`) or a weights file; or all options in one object
 * @throws RcnnError `file-not-found`, `bad-weights`, `bad-option`, `engine-unavailable`
 */
export async function loadClassifier(
  model: string | LoadClassifierOptions = {},
  options: Omit<LoadClassifierOptions, 'model'> = {},
): Promise<Classifier> {
  const checked = loadOptions(model, options);
  const { core, card } =
    (checked.worker ?? true)
      ? await (await import('./worker/threaded-core.js')).threadedClassifierCore(checked)
      : await loadClassifierCore(checked);
  return new Classifier(core, card);
}

function loadOptions(model: unknown, options: unknown): LoadClassifierOptions {
  const check = (given: unknown) =>
    checkOptions<LoadClassifierOptions>(given, loadClassifierSchema, 'loadClassifier');
  if (typeof model === 'string') {
    const { model: second } = check(options);
    if (second === undefined) return check({ ...(options as object), model });
  }
  if (typeof model === 'object' && model !== null && !Array.isArray(model)) return check(model);
  throw new RcnnError(
    'bad-option',
    `Expected loadClassifier to get one model, a name or file such as 'bvlc', then options, but got ${shownValue(model)}.`,
  );
}
