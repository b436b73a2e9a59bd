/** Pictures of a classifier's views, and of the evidence for its answer. */
import type { Classifier } from '../classification/classifier.js';
import type { ClassMap } from '../classification/results.js';
import type { Crops } from '../classification/views.js';
import type { Raster } from '../imaging/raster.js';
import { cropRaster } from '../imaging/warp.js';
import { decodeImage } from '../platform/node/decode.js';
import { withCaption } from './caption.js';
import { drawDetections } from './draw.js';
import { captionedEvidence, nearby } from './evidence.js';
import { featureSheet } from './feature-sheet.js';
import { drawHeatMap, hasEvidence } from './heat-map.js';
import { viewsSheet } from './views-sheet.js';
import { writeImage } from './write-image.js';

/** What the network saw, beside the maps of its channels, in pixels. */
const SEEN = { width: 224, height: 224 };
/** Size of the letters of headings. */
const HEADING = 14;

/** Suffixes of the pictures' paths. */
export const CLASSIFICATION_ENDINGS = {
  views: '-1-views.png',
  evidence: '-2-evidence.png',
  features: '-3-features.png',
} as const;

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
  await writeImage(stem + CLASSIFICATION_ENDINGS.views, await viewsSheet(raster, views, crops));
  const [map] = await classifier.activationMaps(raster, { classes: [best], ...options });
  await writeImage(stem + CLASSIFICATION_ENDINGS.evidence, await evidencePicture(raster, map!));
  const written = [stem + CLASSIFICATION_ENDINGS.views, stem + CLASSIFICATION_ENDINGS.evidence];
  if (layer === undefined) return written;
  const features = await classifier.features(raster, { layer, ...options });
  const seen = cropRaster(raster, map!.box, SEEN);
  const sheet = await featureSheet(features, layer, { seen });
  const heading = `${layer}, channels by strength:`;
  const ramp = ['most', 'none'] as const;
  await writeImage(
    stem + CLASSIFICATION_ENDINGS.features,
    await withCaption(sheet, heading, { place: 'above', font: HEADING, ramp }),
  );
  return [...written, stem + CLASSIFICATION_ENDINGS.features];
}

/** The photograph, or of a thin one the part around the map, with the class's evidence in warm colours. */
async function evidencePicture(photograph: Raster, whole: ClassMap): Promise<Raster> {
  const { raster, map } = nearby(photograph, whole);
  const { box, class: label, score } = map;
  const name = label.split(',')[0]!;
  const drawn = await drawDetections(drawHeatMap(raster, map), [
    { box, label: name, score, color: '#fce678' },
  ]);
  if (!hasEvidence(map.values)) return captionedEvidence(drawn, map);
  return withCaption(drawn, 'evidence:', { ramp: ['most', 'none'] });
}
