/** R = regions of one photograph, F = features. */
import { type RegionReader, readRegions } from '../../../detection/regions/region-reader.js';
import { Boxes } from '../../geometry/boxes.js';
import { enlarged } from '../../geometry/context.js';
import { bestOverlap } from '../../geometry/overlap.js';
import type { Raster } from '../../imaging/raster.js';
import { clearObjects, type ImageTruth, POSITIVE_IOU } from './label-regions.js';

/** What heads learn from and are judged by, of one photograph. */
export interface PhotographFeatures {
  /**
   * R, pixels: the annotated objects but for difficult ones, then the first proposals, then others on objects, then what
   * was said to be no object.
   */
  readonly boxes: Boxes;
  readonly objects: number;
  /** How many after the objects are the first proposals: what a detector looks at. */
  readonly proposals: number;
  readonly width: number;
  readonly height: number;
  /** R x F. */
  readonly features: Float32Array;
}

/** At most this many of the proposals beyond the first ones, those that lie on objects: they are a class's best examples. */
const FURTHER = 30;

interface RegionChoice {
  readonly boxes: Boxes;
  readonly objects: number;
  readonly proposals: number;
}

/** The regions of a photograph whose features are kept. @param proposals best first */
export function chooseTrainingRegions(proposals: Boxes, truth: ImageTruth, first: number): RegionChoice {
  const { background = Boxes.empty() } = truth;
  const objects = clearObjects(truth);
  const looked = proposals.slice(0, first);
  const further: number[] = [];
  for (let r = first; r < proposals.length && objects.length > 0 && further.length < FURTHER; r++) {
    if (bestOverlap(objects, proposals.at(r)).iou >= POSITIVE_IOU) further.push(r);
  }
  const boxes = Boxes.concat([objects, looked, proposals.pick(further), background]);
  return { boxes, objects: objects.length, proposals: looked.length };
}

export interface ReadFeaturesOptions {
  readonly reader: RegionReader;
  /** The output of the reader's network that holds the features. */
  readonly output: string;
  /** Sides of what is seen over those of the region. */
  readonly context: number;
}

/** Reads the features of chosen regions. */
export async function readFeatures(
  image: Raster,
  choice: RegionChoice,
  { reader, output, context }: ReadFeaturesOptions,
): Promise<PhotographFeatures> {
  const { width, height } = image;
  const seen = choice.boxes.map((box) => enlarged(box, context));
  const opened = await reader.open(image);
  const features = await readRegions(opened, seen, { batch: reader.batch, output });
  return { ...choice, width, height, features };
}
