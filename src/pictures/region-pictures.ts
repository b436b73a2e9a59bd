/** Pictures of what a classifier sees in regions of a photograph, such as the boxes of a detector. */
import type { Classifier } from '../classification/classifier.js';
import type { ClassifiedRegions, ClassMap } from '../classification/results.js';
import type { Size } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';
import { cropRaster } from '../imaging/warp.js';
import { decodeImage } from '../platform/node/decode.js';
import { stacked, withCaption } from './caption.js';
import { CLASSIFICATION_ENDINGS, type ExplainOptions } from './classification-pictures.js';
import { contactSheet, type Tile } from './contact-sheet.js';
import { featureSheet } from './feature-sheet.js';
import { drawHeatMap, hasEvidence } from './heat-map.js';
import { writeImage } from './write-image.js';

/** More are too many to look at. */
const MOST_REGIONS = 20;
/** Longer side of a region on the sheet, in pixels. */
const TILE = 224;
const COLUMNS = 5;
/** Of each region: eight rows of eight. */
const CHANNELS = 64;
/** Size of the letters of headings and captions. */
const HEADING = 14;

export interface ExplainRegionsOptions extends Pick<ExplainOptions, 'stem' | 'layer' | 'signal'> {
  /** The class whose evidence is drawn; default: the best of each region. */
  readonly evidence?: string | undefined;
}

/**
 * Draws the evidence in the first {@link MOST_REGIONS} regions, and the maps of a layer for each.
 *
 * @returns the paths that were written
 */
export async function explainRegions(
  classifier: Classifier,
  { source, regions }: { readonly source: string } & Pick<ClassifiedRegions, 'regions'>,
  { stem, evidence, layer, signal }: ExplainRegionsOptions,
): Promise<string[]> {
  if (regions.length === 0) return [];
  const raster = await decodeImage(source);
  const options = signal ? { signal } : {};
  const tiles: Tile[] = [];
  const sheets: Raster[] = [];
  for (const [i, { box, predictions }] of regions.slice(0, MOST_REGIONS).entries()) {
    const best = evidence ?? predictions[0]!.wnid ?? predictions[0]!.class;
    const [map] = await classifier.activationMaps(raster, { classes: [best], box, ...options });
    const name = `${i + 1}: ${map!.class.split(',')[0]}`;
    const score = map!.score.toFixed(2);
    const none = hasEvidence(map!.values) ? '' : ', no evidence';
    tiles.push({ raster: evidenceIn(raster, map!), caption: name, tail: score + none });
    if (layer === undefined) continue;
    const features = await classifier.features(raster, { layer, boxes: [box], ...options });
    const seen = cropRaster(raster, map!.box, sizeOf(map!));
    const sheet = await featureSheet(features, layer, { most: CHANNELS, seen });
    sheets.push(await withCaption(sheet, `${name} ${score}`, { place: 'above', font: HEADING }));
  }
  const written = [stem + CLASSIFICATION_ENDINGS.evidence];
  await writeImage(written[0]!, await contactSheet(tiles, { tile: TILE, columns: COLUMNS, font: HEADING }));
  if (layer === undefined) return written;
  await writeImage(stem + CLASSIFICATION_ENDINGS.features, stacked(sheets));
  return [...written, stem + CLASSIFICATION_ENDINGS.features];
}

/** What the network saw, in its own proportions, with the evidence in warm colours. */
function evidenceIn(raster: Raster, map: ClassMap): Raster {
  const size = sizeOf(map);
  const seen = cropRaster(raster, map.box, size);
  return drawHeatMap(seen, { ...map, box: { x1: 0, y1: 0, x2: size.width, y2: size.height } });
}

/** On the sheet. */
function sizeOf({ box }: ClassMap): Size {
  const [across, down] = [box.x2 - box.x1, box.y2 - box.y1];
  const scale = TILE / Math.max(across, down);
  return { width: Math.max(1, Math.round(scale * across)), height: Math.max(1, Math.round(scale * down)) };
}
