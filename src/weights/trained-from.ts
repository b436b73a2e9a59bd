import type { ModelCard, NewModelCard } from './model-card.js';

type Provenance = Pick<NewModelCard, 'licence' | 'origin' | 'base' | 'baseLicence' | 'baseOrigin'>;

/**
 * What the card of a trained model says of where it comes from. The licence of the base is no statement on what was learnt
 * from someone's photographs, so both are named. Of a base that was trained itself, the first one's counts.
 *
 * @param data what it was trained on, to follow "on"
 */
export function trainedFrom(base: ModelCard | undefined, data: string): Provenance {
  const own = { licence: 'that of its trainer', origin: { text: `Trained by googlenet-rcnn on ${data}.` } };
  if (base === undefined) return own;
  return {
    ...own,
    base: base.name,
    baseLicence: base.baseLicence ?? base.licence,
    baseOrigin: base.baseOrigin ?? base.origin,
  };
}
