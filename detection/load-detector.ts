import { methodUses } from '../proposals/methods.js';
import { checkLoad } from '../src/check-arguments.js';
import { Detector, type DetectorSettings } from './detector.js';
import { loadCore } from './load-core.js';
import { type LoadDetectorOptions, type LoadedOptions, loadDetectorSchema } from './options.js';

export type { LoadDetectorOptions } from './options.js';

/**
 * Loads a detector, ready to run: `loadDetector()`, `loadDetector('voc', { threshold: 0.5 })` or
 * `loadDetector({ model: 'mine.safetensors', threshold: 0.5 })`. The network is compiled during the first detection.
 *
 * @param model `voc`, the embedded model, a file that `train detector` wrote or an ensemble file; or all options in one
 *   object
 * @throws RcnnError `file-not-found`, `bad-weights`, `bad-option`, `engine-unavailable`
 */
export async function loadDetector(
  model: string | LoadDetectorOptions = {},
  options: Omit<LoadDetectorOptions, 'model'> = {},
): Promise<Detector> {
  const call = { schema: loadDetectorSchema, call: 'loadDetector', example: 'voc' };
  const checked = checkLoad<LoadedOptions>(model, options, call);
  const { threshold, count } = checked;
  const { core, card, engine, regions, proposals } = checked.worker
    ? await (await import('./worker/threaded-core.js')).threadedCore(checked)
    : await loadCore(checked);
  return new Detector(core, {
    card,
    threshold,
    count,
    settings: settingsOf(checked, { engine, regions, proposals }),
  });
}

function settingsOf(
  options: LoadedOptions,
  known: Pick<DetectorSettings, 'engine' | 'regions' | 'proposals'>,
): DetectorSettings {
  const { multibox, threshold = 'card' } = options;
  const { proposals } = known;
  const usesMultiBox = proposals !== 'own' && methodUses(proposals, 'multiBox');
  return { ...known, threshold, ...(usesMultiBox ? { multibox } : {}) };
}
