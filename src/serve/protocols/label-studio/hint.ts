/** What the annotator has just drawn: a click inside an object, or a rough rectangle around it. */
import { z } from 'zod';
import type { Detection } from '../../../../detection/detection.js';
import { type Box, iou, type Size } from '../../../geometry/box.js';
import { centredness } from '../../../geometry/centredness.js';

/** In shares of the photograph, 0..1. A click has no area. */
type Hint =
  | { readonly kind: 'click'; readonly x: number; readonly y: number }
  | { readonly kind: 'box'; readonly box: Box };

const regionSchema = z.object({
  is_positive: z.boolean().optional(),
  value: z.object({
    x: z.number(),
    y: z.number(),
    width: z.number().optional(),
    height: z.number().optional(),
  }),
  type: z.string().optional(),
});

/** The newest click or rectangle of the context, whose units are percent. */
export function hintOf(regions: readonly unknown[]): Hint | undefined {
  for (const region of regions.toReversed()) {
    const read = regionSchema.safeParse(region);
    if (!read.success || read.data.is_positive === false) continue;
    const { x, y, width, height } = read.data.value;
    if (read.data.type?.startsWith('keypoint')) return { kind: 'click', x: x / 100, y: y / 100 };
    if (!width || !height) continue;
    return { kind: 'box', box: { x1: x / 100, y1: y / 100, x2: (x + width) / 100, y2: (y + height) / 100 } };
  }
  return undefined;
}

/**
 * The one detection that fits: for a click the one with the highest score around it, weighted by how central the click
 * is; for a rectangle the one that overlaps it most. Empty when none does.
 */
export function snap(
  { width, height, detections }: Size & { detections: readonly Detection[] },
  hint: Hint,
): Detection[] {
  const worth = (detection: Detection) => {
    const { x1, y1, x2, y2 } = detection.box;
    const box = { x1: x1 / width, y1: y1 / height, x2: x2 / width, y2: y2 / height };
    return hint.kind === 'box' ? iou(box, hint.box) : detection.score * centredness(box, hint);
  };
  let best: { detection: Detection; worth: number } | undefined;
  for (const detection of detections) {
    const own = worth(detection);
    if (own > (best?.worth ?? 0)) best = { detection, worth: own };
  }
  return best ? [best.detection] : [];
}
