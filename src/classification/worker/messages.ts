/** What goes to a classifier's thread and back. */

import type { Average } from '../../average.js';
import type { Box } from '../../geometry/box.js';
import type { Raster } from '../../imaging/raster.js';
import type { ModelCard } from '../../weights/model-card.js';
import type { Seen, SeenRegions } from '../core.js';
import type { Crops } from '../views.js';

export type ClassifierJob =
  | { readonly kind: 'load' }
  | { readonly kind: 'close' }
  | {
      readonly kind: 'images';
      readonly images: readonly Raster[];
      readonly request: { crops: Crops; average: Average };
    }
  | { readonly kind: 'views'; readonly image: Raster; readonly request: { crops: Crops } }
  | { readonly kind: 'regions'; readonly seen: readonly SeenRegions[] }
  | { readonly kind: 'features'; readonly seen: readonly Seen[]; readonly request: { layer: string } }
  | {
      readonly kind: 'maps';
      readonly image: Raster;
      readonly request: { classes: readonly number[]; box: Box | undefined };
    };

export interface Loaded {
  readonly card: ModelCard;
}
