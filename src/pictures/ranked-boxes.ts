/** The best proposals on the photograph: thin lines, coloured by rank. */
import type { Boxes } from '../geometry/boxes.js';
import type { Raster } from '../imaging/raster.js';
import { rampColour, withCaption } from './caption.js';
import { drawDetections } from './draw.js';

/** More boxes hide the photograph. */
const DRAWN = 50;

/** @param boxes best first: the first is drawn on top, in the lightest colour */
export async function drawRanked(raster: Raster, boxes: Boxes): Promise<Raster> {
  const best = boxes.slice(0, DRAWN).toArray();
  const last = Math.max(1, best.length - 1);
  const items = best.map((box, rank) => ({ box, label: '', color: rampColour(rank / last) }));
  const drawn = await drawDetections(raster, items, { thin: true });
  const count = boxes.length.toLocaleString('en');
  return withCaption(drawn, `the best ${best.length} of ${count} boxes, by rank:`, {
    ramp: ['1', String(best.length)],
  });
}
