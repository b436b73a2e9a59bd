import { z } from 'zod';
import { DEFAULT_METHOD, METHODS, type Method } from '../proposals/methods.js';
import { RcnnError } from '../src/errors.js';
import { expectTask } from '../src/weights/expect-task.js';
import type { ModelCard } from '../src/weights/model-card.js';
import type { Model } from '../src/weights/model-file.js';
import type { DecideOptions } from './decide.js';
import { DEFAULT_THRESHOLD } from './defaults.js';
import type { Heads } from './heads.js';
import { modeRecords, REGION_MODES, type RegionMode } from './modes/modes.js';
import { pruningSizes } from './modes/shared.js';

/** What a detector's card says under `head`: how its regions are seen and decided about. */
const recordSchema = z.strictObject({
  ...modeRecords,
  nmsIou: z.number().min(0).max(1),
  /** Where it looks unless it is told otherwise; absent: selective search. */
  proposals: z.enum(METHODS).optional(),
  /** Least score of what is shown, by class: where precision and recall balance best (`weights thresholds`). */
  thresholds: z.record(z.string(), z.number().min(0).max(1)).optional(),
});

export type DetectorRecord = z.output<typeof recordSchema>;
/** To be written: defaults may be left out. */
export type NewDetectorRecord = z.input<typeof recordSchema>;

/** Least scores that a detector's card proposes, one per class in the card's order; undefined for one without. */
function thresholdsOf({ head, classes }: ModelCard): readonly (number | undefined)[] | undefined {
  const { thresholds } = (head ?? {}) as Partial<DetectorRecord>;
  return thresholds && classes.map(({ name }) => thresholds[name]);
}

/** Least scores shown: the one asked for, or else each class's own on the card, and 0.3 where it has none. */
export function leastScores(
  card: ModelCard,
  threshold: number | undefined,
): Pick<DecideOptions, 'threshold' | 'thresholds'> {
  if (threshold !== undefined) return { threshold };
  return { threshold: DEFAULT_THRESHOLD, thresholds: thresholdsOf(card) };
}

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
 * The way to see regions that a model is made for, where nobody asks for another: the first that it has heads for.
 *
 * @throws RcnnError as `detectorRecord`
 */
export function ownMode(model: Model): RegionMode {
  const record = detectorRecord(model);
  return REGION_MODES.find((mode) => record[mode]) ?? REGION_MODES[0];
}

/** Where a model looks for objects, unless somebody asks otherwise. @throws RcnnError as `detectorRecord` */
export function ownProposals(model: Model): Method {
  return detectorRecord(model).proposals ?? DEFAULT_METHOD;
}

/**
 * The two layers of a way to see regions, as its arrays are named: scores, R x K, or R x (K + 1) with background first where
 * they are a softmax; and box deltas, R x 4K.
 *
 * @param classes K
 */
export function headsFor(mode: RegionMode, classes: number, record: DetectorRecord): Heads {
  const own = record[mode];
  const softmax = own !== undefined && 'scores' in own && own.scores === 'softmax';
  return {
    scores: { name: `${mode}/class_scores`, outFeatures: classes + Number(softmax), softmax },
    deltas: { name: `${mode}/box_deltas`, outFeatures: 4 * classes },
  };
}

/** Sizes of what chooses regions; undefined for a detector that looks at all. */
export function pruningOf(model: Model): { channels: number; classes: number } | undefined {
  return detectorRecord(model).shared?.keep === undefined ? undefined : pruningSizes(model);
}
