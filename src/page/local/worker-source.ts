import type { Detector } from '../../browser/index.js';
import type { LookSource } from '../look/look-source.js';

/** A detector of the page itself, from when it is ready. */
export function workerSource(detector: Promise<Detector>): LookSource {
  return {
    invitation: 'dropTextLocal',
    explain: async (photograph, { signal }) => (await detector).explain(photograph, { signal }),
    evidence: async (photograph, { box, class: name, signal }) =>
      (await detector).evidence(photograph, { box, class: name, signal }),
  };
}
