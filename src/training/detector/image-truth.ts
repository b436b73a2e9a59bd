import { type Dataset, SET_ASIDE } from '../../datasets/records.js';
import { Boxes } from '../../geometry/boxes.js';
import type { ImageTruth } from './label-regions.js';

/** The annotated objects of every image of a data set, the clear ones before the difficult ones and crowds. */
export function truthByImage({ images, truth }: Dataset): ImageTruth[] {
  const rows: number[][] = images.map(() => []);
  for (let g = 0; g < truth.length; g++) rows[truth.image[g]].push(g);
  return rows.map((own, image) => {
    const { background } = images[image];
    const difficult = (g: number) => ((truth.flags[g] & SET_ASIDE) !== 0 ? 1 : 0);
    const sorted = own.sort((a, b) => difficult(a) - difficult(b) || a - b);
    return {
      boxes: Boxes.from(
        sorted.map((g) => ({ x1: truth.x1[g], y1: truth.y1[g], x2: truth.x2[g], y2: truth.y2[g] })),
      ),
      classes: Int32Array.from(sorted, (g) => truth.class[g]),
      difficult: Uint8Array.from(sorted, difficult),
      ...(background && { background: Boxes.from(background) }),
    };
  });
}
