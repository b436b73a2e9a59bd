/** The evidence for a class on the photograph, which may be none. */
import { type Box, clip } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';
import { cropRaster } from '../imaging/warp.js';
import { withCaption } from './caption.js';
import { drawHeatMap, type HeatMap, hasEvidence } from './heat-map.js';

/** Sides of the map's box that are shown around it: a photograph 451 pixels wide and 40 high would be a line. */
const AROUND = 2;

/** As `drawHeatMap`, captioned; of a thin photograph only what is near the map. */
export async function drawEvidence(raster: Raster, map: HeatMap): Promise<Raster> {
  const near = nearby(raster, map);
  return captionedEvidence(drawHeatMap(near.raster, near.map), map);
}

/** Without a positive value all is of one colour: a caption says why. @param drawn picture of the map */
export async function captionedEvidence(drawn: Raster, { values }: HeatMap): Promise<Raster> {
  return hasEvidence(values) ? drawn : withCaption(drawn, 'no positive evidence');
}

/** The part of the photograph around the map's box, in whole pixels, and the map on it. */
export function nearby<T extends HeatMap>(
  raster: Raster,
  map: T,
): { readonly raster: Raster; readonly map: T } {
  const { x1, y1, x2, y2 } = map.box;
  const [across, down] = [AROUND * (x2 - x1), AROUND * (y2 - y1)];
  const wide: Box = {
    x1: Math.floor(x1 - across),
    y1: Math.floor(y1 - down),
    x2: Math.ceil(x2 + across),
    y2: Math.ceil(y2 + down),
  };
  const part = clip(wide, raster);
  const size = { width: part.x2 - part.x1, height: part.y2 - part.y1 };
  if (size.width === raster.width && size.height === raster.height) return { raster, map };
  const box = { x1: x1 - part.x1, y1: y1 - part.y1, x2: x2 - part.x1, y2: y2 - part.y1 };
  return { raster: cropRaster(raster, part, size), map: { ...map, box } };
}
