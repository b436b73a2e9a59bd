/** What goes to a classifier's thread and back. */

import type { Average } from '../../average.js';
import type { Box } from '../../geometry/box.js';
import type { Raster } from '../../imaging/raster.js';
import type { ModelCard } from '../../weights/model-card.js';
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
  | { readonly kind: 'regions'; readonly image: Raster; readonly request: { boxes: readonly Box[] } }
  | {
      readonly kind: 'features';
      readonly image: Raster;
      readonly request: { layer: string; boxes: readonly Box[] | undefined };
    }
  | {
      readonly kind: 'maps';
      readonly image: Raster;
      readonly request: { classes: readonly number[]; box: Box | undefined };
    };

export interface Loaded {
  readonly card: ModelCard;
}
