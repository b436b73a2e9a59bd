/** What a classifier sees of a photograph, as pictures inside a report. */
import type { Photograph } from '../../eval/report/index.js';
import type { Classifier } from '../classification/classifier.js';
import type { Size } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';
import { drawEvidence } from './evidence.js';
import { featureSheet } from './feature-sheet.js';
import { inlineThumbnail } from './thumbnail.js';

/** Shown 240 to 320 pixels wide. */
const MAP: Size = { width: 480, height: 360 };
/** Shown 540 pixels wide, with numbers to read. */
const SHEET: Size = { width: 960, height: 1200 };
/** Channels of a sheet: eight rows of eight. */
const CHANNELS = 64;

/** The evidence for each of these classes, by name or WordNet id, in the centre crop. @throws RcnnError as `activationMaps` */
export async function evidenceFor(
  classifier: Classifier,
  raster: Raster,
  { classes, signal }: { readonly classes: readonly string[]; readonly signal?: AbortSignal | undefined },
): Promise<{ readonly score: number; readonly picture: Photograph }[]> {
  const maps = await classifier.activationMaps(raster, { classes, signal });
  return Promise.all(
    maps.map(async (map) => ({
      score: map.score,
      picture: await inlineThumbnail(await drawEvidence(raster, map), MAP),
    })),
  );
}

/** The strongest channels of a layer. @throws RcnnError as `features` and `featureSheet` */
export async function inlineSheet(
  classifier: Classifier,
  raster: Raster,
  { layer, signal }: { readonly layer: string; readonly signal?: AbortSignal | undefined },
): Promise<Photograph> {
  const features = await classifier.features(raster, { layer, signal });
  return inlineThumbnail(await featureSheet(features, layer, { most: CHANNELS }), SHEET);
}
