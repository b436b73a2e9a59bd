/** Pictures of a classifier's views, and of the evidence for its answer. */
import type { Classifier } from '../classification/classifier.js';
import type { ClassifiedView, ClassMap } from '../classification/results.js';
import type { Crops } from '../classification/views.js';
import type { Raster } from '../imaging/raster.js';
import { cropRaster } from '../imaging/warp.js';
import { decodeImage } from '../platform/node/decode.js';
import { contactSheet } from './contact-sheet.js';
import { drawDetections } from './draw.js';
import { featureSheet } from './feature-sheet.js';
import { drawHeatMap } from './heat-map.js';
import { writeImage } from './write-image.js';

/** Suffixes of the pictures' paths. */
const ENDINGS = {
  views: '-1-views.png',
  evidence: '-2-evidence.png',
  features: '-3-features.png',
} as const;

/** Side of a view on the sheet, in pixels: one is examined, 126 are compared. */
const TILES: Readonly<Record<Crops, number>> = { 1: 224, 10: 160, 144: 96 };

/** The files that {@link explainClassification} writes. @param stems start of the pictures' paths */
export function classificationFiles(stems: Iterable<string>): string[] {
  return [...stems].flatMap((stem) => Object.values(ENDINGS).map((ending) => stem + ending));
}

export interface ExplainOptions {
  /** Start of the pictures' paths. */
  readonly stem: string;
  readonly crops: Crops;
  /** The class whose evidence is drawn, by WordNet id where it has one: names may be shared. */
  readonly best: string;
  /** The layer whose maps are drawn; default: none. */
  readonly layer?: string | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Draws the views with their votes, the evidence for the class that their average names, and the maps of a layer.
 *
 * @returns the paths that were written
 */
export async function explainClassification(
  classifier: Classifier,
  source: string,
  { stem, crops, best, layer, signal }: ExplainOptions,
): Promise<string[]> {
  const raster = await decodeImage(source);
  const options = signal ? { signal } : {};
  const views = await classifier.views(raster, { crops, top: 1, ...options });
  await writeImage(stem + ENDINGS.views, await viewsSheet(raster, views, crops));
  const [map] = await classifier.activationMaps(raster, { classes: [best], ...options });
  await writeImage(stem + ENDINGS.evidence, await evidencePicture(raster, map!));
  const written = [stem + ENDINGS.views, stem + ENDINGS.evidence];
  if (layer === undefined) return written;
  const features = await classifier.features(raster, { layer, ...options });
  await writeImage(stem + ENDINGS.features, await featureSheet(features, layer));
  return [...written, stem + ENDINGS.features];
}

/** Each view as the network sees it, mirrored ones too, above its vote. */
async function viewsSheet(raster: Raster, views: readonly ClassifiedView[], crops: Crops): Promise<Raster> {
  const side = TILES[crops];
  const tiles = views.map(({ box, mirror, predictions: [vote] }) => {
    const crop = cropRaster(raster, box, { width: side, height: side });
    const caption = `${vote!.class.split(',')[0]} ${vote!.score.toFixed(2)}`;
    return { raster: mirror ? mirrored(crop) : crop, caption };
  });
  return contactSheet(tiles, { tile: side, ...(crops === 144 ? { columns: 21 } : {}) });
}

/** The photograph with the class's evidence in warm colours. */
function evidencePicture(raster: Raster, map: ClassMap): Promise<Raster> {
  const { box, class: label, score } = map;
  return drawDetections(drawHeatMap(raster, map), [
    { box, label: label.split(',')[0]!, score, color: '#fce678' },
  ]);
}

function mirrored({ width, height, data }: Raster): Raster {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      out.set(data.subarray(from, from + 3), 3 * (y * width + width - 1 - x));
    }
  }
  return { width, height, data: out };
}
