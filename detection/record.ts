import { z } from 'zod';
import { RcnnError } from '../src/errors.js';
import type { Head } from '../src/googlenet/region-network.js';
import { expectTask } from '../src/weights/expect-task.js';
import type { Model } from '../src/weights/model-file.js';
import type { RegionMode } from './regions/region-reader.js';

/** What a detector's card says under `head`: how its regions are seen and decided about. */
const recordSchema = z.strictObject({
  /** Absent when the model has no heads for the mode. */
  shared: z.strictObject({ shortSide: z.int().positive(), longSide: z.int().positive() }).optional(),
  /** `context`: pixels of surroundings at the network's scale. */
  crops: z.strictObject({ context: z.number().nonnegative() }).optional(),
  nmsIou: z.number().min(0).max(1),
});

export type DetectorRecord = z.output<typeof recordSchema>;

/** @throws RcnnError `bad-weights` when the model is no detector or its record is wrong */
export function detectorRecord(model: Model): DetectorRecord {
  expectTask(model, 'detector');
  const { card, path } = model;
  const parsed = recordSchema.safeParse(card.head);
  if (parsed.success) return parsed.data;
  throw new RcnnError(
    'bad-weights',
    `The detector record of ${path} is wrong:\n${z.prettifyError(parsed.error)}`,
  );
}

/**
 * The two linear layers on a region's 1024 pooled features: K scores, whose logistic is the probability of the
 * class (calibrated in training), and 4K box deltas.
 */
export function headsFor(mode: RegionMode, classes: number): { scores: Head; deltas: Head } {
  return {
    scores: { name: `${mode}/class_scores`, outFeatures: classes },
    deltas: { name: `${mode}/box_deltas`, outFeatures: 4 * classes },
  };
}
