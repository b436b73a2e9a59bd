/** The evidence for a class on the photograph, which may be none. */
import type { Raster } from '../imaging/raster.js';
import { withCaption } from './caption.js';
import { drawHeatMap, type HeatMap, hasEvidence } from './heat-map.js';

/** As `drawHeatMap`, captioned. */
export async function drawEvidence(raster: Raster, map: HeatMap): Promise<Raster> {
  return captionedEvidence(drawHeatMap(raster, map), map);
}

/** Without a positive value all is of one colour: a caption says why. @param drawn picture of the map */
export async function captionedEvidence(drawn: Raster, { values }: HeatMap): Promise<Raster> {
  return hasEvidence(values) ? drawn : withCaption(drawn, 'no positive evidence');
}
