import type { FineTuneSettings } from './settings.js';

/** Where the warm-up begins, as a share of the full rate. */
const FIRST = 0.1;

/**
 * Share of the full learning rate in a step: rising linearly over the warm-up, then half a cosine down to 0 at the
 * last step (Loshchilov & Hutter, arXiv 1608.03983, one cycle).
 */
export function rateShare(
  step: number,
  { steps, warmUp }: Pick<FineTuneSettings, 'steps' | 'warmUp'>,
): number {
  const risen = step < warmUp ? FIRST + (1 - FIRST) * (step / warmUp) : 1;
  return risen * 0.5 * (1 + Math.cos(Math.PI * (step / steps)));
}
