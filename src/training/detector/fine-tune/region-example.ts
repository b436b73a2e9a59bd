/** Legend: S = regions of a photograph in one step. */
import { encodeBox } from '../../../../detection/box-coding.js';
import { Boxes } from '../../../geometry/boxes.js';
import { enlarged } from '../../../geometry/context.js';
import type { Preprocessing } from '../../../imaging/preprocessing.js';
import type { Raster } from '../../../imaging/raster.js';
import type { RegionExample } from '../../onnx/region-trainer.js';
import { drawDistortion } from '../../patches/photometric.js';
import { clearObjects, type ImageTruth } from '../label-regions.js';
import { sampleTrainingRegions } from './sample-training-regions.js';
import type { FineTuneSettings } from './settings.js';
import { type View, viewImage } from './view.js';

/** Box deltas are learnt in these units, so that their errors weigh as much as those of classes (Fast R-CNN's code). */
export const DELTA_UNITS = [0.1, 0.1, 0.2, 0.2] as const;

/** One photograph, decoded, with what is known of it. */
export interface Photograph {
  readonly raster: Raster;
  readonly truth: ImageTruth;
  readonly proposals: Boxes;
}

/** What one step learns from a photograph; the same stream gives the same example. */
export function regionExample(
  { raster, truth, proposals }: Photograph,
  { settings, preprocessing, random }: RegionExampleOptions,
): RegionExample {
  const { background = Boxes.empty() } = truth;
  const objects = clearObjects(truth);
  const candidates = Boxes.concat([objects, background, proposals]);
  const isRejected = (region: number) =>
    region >= objects.length && region < objects.length + background.length;
  const { image, width, height, toInput } = viewImage(raster, drawView(settings, random), preprocessing);
  const sampled = sampleTrainingRegions(candidates, truth, { ...settings, random, isRejected });
  const regions = new Float32Array(4 * sampled.length);
  const targets = new Float32Array(4 * sampled.length);
  for (const [s, { region, object }] of sampled.entries()) {
    const box = toInput(candidates.at(region));
    const { x1, y1, x2, y2 } = enlarged(box, settings.context);
    regions.set([x1, y1, x2, y2], 4 * s);
    if (object < 0) continue;
    const { dx, dy, dw, dh } = encodeBox(box, toInput(truth.boxes.at(object)));
    targets.set(
      [dx, dy, dw, dh].map((delta, i) => delta / DELTA_UNITS[i]!),
      4 * s,
    );
  }
  const labels = Int32Array.from(sampled, ({ object }) => (object < 0 ? 0 : 1 + truth.classes[object]!));
  return { image, width, height, regions, labels, targets };
}

export interface RegionExampleOptions {
  readonly settings: FineTuneSettings;
  readonly preprocessing: Preprocessing;
  readonly random: () => number;
}

function drawView({ scales, longSide, photometric }: FineTuneSettings, random: () => number): View {
  const shortSide = scales[Math.floor(random() * scales.length)]!;
  const mirror = random() < 0.5;
  const scale = { shortSide, longSide };
  return { scale, mirror, ...(photometric && { distortion: drawDistortion(random) }) };
}
