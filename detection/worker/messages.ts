/** What goes to a detector's thread and back: structured clones know no classes, so boxes travel as numbers. */
import { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { CoreRequest, CoreResult, EvidenceRequest } from '../core.js';
import type { LoadedCore } from '../load-core.js';
import type { Evidence } from '../scorers/region-scorer.js';

export type DetectorJob =
  | { readonly kind: 'load' }
  | { readonly kind: 'close' }
  | { readonly kind: 'evidence'; readonly image: Raster; readonly request: EvidenceRequest }
  | {
      readonly kind: 'detect';
      readonly image: Raster;
      readonly request: Omit<CoreRequest, 'boxes'>;
      /** See `Boxes.coordinates`. */
      readonly boxes: Float32Array | undefined;
    };

export type DetectorAnswer =
  | Omit<LoadedCore, 'core'>
  | { readonly result: CoreResult }
  | Evidence
  | undefined;

/** Boxes of a result that came from another thread are boxes again. */
export function restored(result: CoreResult): CoreResult {
  const { stages } = result;
  if (!stages) return result;
  const { proposals, proposed, search } = stages;
  const again = search && { ...search, boxes: new Boxes(search.boxes.coordinates) };
  return {
    ...result,
    stages: {
      ...stages,
      proposals: new Boxes(proposals.coordinates),
      proposed: new Boxes(proposed.coordinates),
      search: again,
    },
  };
}
