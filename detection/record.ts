import { z } from 'zod';
import { RcnnError } from '../src/errors.js';
import { googlenet } from '../src/googlenet/googlenet.js';
import { type Head, mapChannels } from '../src/googlenet/region-network.js';
import { expectTask } from '../src/weights/expect-task.js';
import type { ModelCard } from '../src/weights/model-card.js';
import type { Model } from '../src/weights/model-file.js';
import type { DecideOptions } from './decide.js';
import { DEFAULT_THRESHOLD } from './defaults.js';
import type { RegionMode } from './regions/region-reader.js';

/** Of a photograph on its way into the network; longer ones take more memory than machines have. */
const side = z.int().positive().max(8192);

/** What a detector's card says under `head`: how its regions are seen and decided about. */
const recordSchema = z.strictObject({
  /** Absent when the model has no heads for the mode. */
  shared: z
    .strictObject({
      shortSide: side,
      longSide: side,
      /** `logistic`: an independent score per class. `softmax`: background first; the scores sum to 1. */
      scores: z.enum(['logistic', 'softmax']).default('logistic'),
      /** Sides of what is seen over those of the region; boxes are refined from the region itself. */
      context: z.number().min(1).max(16).default(1),
      /** Proposals that the heads learnt from: as many are looked at, of those there are; absent: all. */
      first: z.int().positive().optional(),
      /** A cheap score on the shared map keeps at most this many regions for the whole network; absent: all. */
      keep: z.int().positive().optional(),
      /** Whether refined boxes go through the network once more. */
      secondLook: z.boolean().default(false),
    })
    .optional(),
  /** `context`: pixels of surroundings at the network's scale. */
  crops: z.strictObject({ context: z.number().min(0).max(100) }).optional(),
  nmsIou: z.number().min(0).max(1),
  /** Least score of what is shown, by class: where precision and recall balance best (`weights thresholds`). */
  thresholds: z.record(z.string(), z.number().min(0).max(1)).optional(),
});

export type DetectorRecord = z.output<typeof recordSchema>;
/** To be written: defaults may be left out. */
export type NewDetectorRecord = z.input<typeof recordSchema>;

/** Least scores that a detector's card proposes, one per class in the card's order; undefined for one without. */
export function thresholdsOf({ head, classes }: ModelCard): readonly (number | undefined)[] | undefined {
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

/** The two linear layers on a region's 1024 pooled features. */
export interface Heads {
  /**
   * K scores, whose logistic is the probability of the class (calibrated in training); or, where the record says
   * `softmax`, the probabilities of background and the K classes.
   */
  readonly scores: Head;
  /** 4K box deltas. */
  readonly deltas: Head;
}

export function headsFor(mode: RegionMode, classes: number, record: DetectorRecord): Heads {
  const softmax = mode === 'shared' && record.shared?.scores === 'softmax';
  return {
    scores: { name: `${mode}/class_scores`, outFeatures: classes + Number(softmax), softmax },
    deltas: { name: `${mode}/box_deltas`, outFeatures: 4 * classes },
  };
}

/** Sizes of what chooses regions; undefined for a detector that looks at all. */
export function pruningOf(model: Model): { channels: number; classes: number; keep: number } | undefined {
  const keep = detectorRecord(model).shared?.keep;
  if (keep === undefined) return undefined;
  const { network, classes } = model.card;
  return {
    channels: mapChannels(googlenet({ ...network, auxiliary: false })),
    classes: classes.length,
    keep,
  };
}
