import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { loadDetector } from '../../../detection/load-detector.js';
import type { Dataset } from '../../datasets/records.js';
import { RcnnError } from '../../errors.js';
import type { LongWork } from '../../progress.js';
import { detectImages } from '../../runs/detect-images.js';
import { runImages } from '../../runs/run-images.js';
import { loadModel, type Model } from '../../weights/model-file.js';
import { detectorProposals, methodOf } from '../options/detector-proposals.js';
import type { ModelRunOptions, TruthOptions } from '../options/evaluation-options.js';
import { checkCount } from '../options/whole-number.js';
import { computeRun, engineOf, type RunState } from './run.js';

/** Detects over the split, as far as it has not been done. */
export async function runDetector(
  dataset: Dataset,
  options: ModelRunOptions & TruthOptions & { readonly model: string },
  work: LongWork,
): Promise<RunState> {
  checkCount('count', options.count);
  const { threshold, count, regions, multibox, proposals = 'selective-search' } = options;
  const seed = 0; // of selective search in the paper's order; the learned one draws nothing
  const [model, engine] = await Promise.all([loadModel(options.model), engineOf(options)]);
  expectSharedClasses(model, dataset);
  const images = runImages(dataset.images, dataset.root);
  const identity = await identityOf(proposals, multibox);
  const settings = { engine, regions, count, threshold, seed, ...identity };
  return computeRun(
    { task: 'detect', model: model.card, images, options: settings, batch: 1 },
    options,
    async (own, results) => {
      const { threads } = options;
      const source = await detectorProposals(proposals);
      const chosen = { engine, threads, regions, count, threshold, proposals: source, multibox };
      // No thread of its own: nothing else waits for the event loop of a run.
      using detector = await loadDetector(options.model, { ...chosen, worker: false });
      await detectImages(detector, own, results, work);
    },
  );
}

/** What a run's results depend on beside the model: the head of MultiBox, or the boxes of a file, by content. */
async function identityOf(proposals: string, multibox: string): Promise<Record<string, string>> {
  const method = methodOf(proposals);
  if (method === 'selective-search') return { proposals: method, multibox: 'none' };
  if (method) return { proposals: method, multibox: (await loadModel(multibox)).card.sha256 };
  await detectorProposals(proposals); // a file that is not there is said before one that cannot be hashed
  const hash = createHash('sha256').update(await readFile(proposals));
  return { proposals: 'file', boxes: hash.digest('hex') };
}

/** Hours of detection that no truth can match are not begun. */
function expectSharedClasses({ path, card }: Model, { classes }: Dataset): void {
  const known = new Set(classes.flatMap(({ name, wnid }) => [name, wnid ?? name]));
  if (classes.length === 0 || card.classes.some(({ name }) => known.has(name))) return;
  throw new RcnnError(
    'bad-option',
    `Expected ${path} to find classes of the truth (${[...known].slice(0, 5).join(', ')} ..), but it finds ${card.classes
      .slice(0, 5)
      .map(({ name }) => name)
      .join(', ')} ..`,
  );
}
