import type { DividedData } from '../../training/detector/fine-tune/hold-out.js';
import type { NetworkRunConfig } from '../../training/detector/fine-tune/run-config.js';

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
