import { copiesAmong } from '../../datasets/roboflow/copies.js';
import type { DividedData } from '../../training/detector/fine-tune/hold-out.js';
import type { NetworkRunConfig } from '../../training/detector/fine-tune/run-config.js';
import { FOLDS } from '../../training/detector/train-mode.js';

/** Which photographs a training of the whole network measures on, for people. */
export function heldOutSentence(
  { dataset, validation, drawn }: DividedData,
  { settings }: NetworkRunConfig,
): string {
  const count = validation.images.length;
  if (!drawn) {
    const split = validation.images[0]?.split;
    return `Held out: the ${count} photographs${split === undefined ? '' : ` of the split ${split}`}, which are measured on and not learnt from.`;
  }
  const all = count + dataset.images.length;
  return `Held out: ${count} of ${all} photographs, drawn at random (seed ${settings.seed}), which are measured on and not learnt from.`;
}

/** The same of a training of heads alone. */
export function crossFittingSentence(photographs: number, seed: number): string {
  if (photographs === 1) {
    return 'Held out: nothing, because there is one photograph. The numbers and the thresholds come from heads that learnt from none.';
  }
  const parts = Math.min(FOLDS, photographs);
  return `Held out: each of the ${photographs} photographs once, in ${parts} parts drawn at random (seed ${seed}). Each part is measured by heads that learnt from the others; the detector then learns from all.`;
}

/** What makes the held-out numbers too good; undefined where nothing does. */
export function copiesSentence({ dataset, validation }: DividedData): string | undefined {
  const copies = copiesAmong(validation.images, dataset.images).length;
  if (copies === 0) return undefined;
  return `By their names, ${copies} of the ${validation.images.length} held-out photographs are copies (.rf.) of photographs that are learnt from: the held-out numbers will be too good. dataset split keeps copies together.`;
}
