/** What a fine-tuning of the detector does, in one record: the type, the check and the default of every value. */
import { z } from 'zod';
import { RcnnError } from '../../../errors.js';

const share = z.number().min(0).max(1);

/** Defaults are a fine-tuning of some thousand steps on a CPU; each says what it is for. */
const fields = z.strictObject({
  /** Of order, views, regions, dropout and the heads' initial values. */
  seed: z.int().nonnegative().default(1),
  /** The learning rate falls to 0 over them, so a shorter run is a complete one too. */
  steps: z.int().positive().default(3000),
  /** Photographs per step. */
  photographs: z.int().positive().default(2),
  /** Regions per photograph that a step learns from [Fast R-CNN, arXiv 1504.08083, 2.3]. */
  regions: z.int().positive().default(64),
  /**
   * Regions per photograph of which these are chosen: those on objects, and of the others those with the highest loss
   * (arXiv 1604.03540). Absent: only as many are drawn.
   */
  candidates: z.int().positive().optional(),
  /** Largest share of them that lies on objects [same section]. */
  foreground: share.default(0.25),
  /** Share of the others that touch an object: they are what a detector confuses with it. */
  near: share.default(0.8),
  /** Sides of the crop over those of the region: R-CNN's 16 pixels around 192 are 7/6. Keep that of a base whose heads are kept. */
  context: z
    .number()
    .min(1)
    .max(3)
    .default(7 / 6),
  /** Of a region's map, per side; default: as many as the base has, 7 for a classifier. Fewer cost less time. */
  cells: z.int().min(1).max(14).optional(),
  /** Pixels of the shorter side, drawn for each photograph. */
  scales: z.array(z.int().min(64).max(2000)).min(1).default([432, 480, 544]),
  /** Limit of the longer side: bounds memory for panoramas. */
  longSide: z.int().min(64).max(4000).default(1000),
  /** Howard's distortions of brightness, contrast and colour (arXiv 1312.5402): for runs long enough to overfit. */
  photometric: z.boolean().default(false),
  /** Learning rate of the network; that of the heads, whose scores begin at random, is five times as high. */
  rate: z.number().positive().default(0.002),
  headRate: z.number().positive().default(0.01),
  /** Steps over which the rates rise from a tenth: the heads' first gradients are as random as they are. */
  warmUp: z.int().nonnegative().default(50),
  momentum: z.number().min(0).lt(1).default(0.9),
  weightDecay: z.number().min(0).default(5e-4),
  /** Largest norm of the gradient. */
  clip: z.number().positive().default(20),
  dropout: z.number().min(0).lt(1).default(0.3),
  /** Decay of the weights' running mean per step (Polyak). */
  averageDecay: z.number().min(0).lt(1).default(0.998),
  /** The first layer that is trained: conv1 and conv2 are general filters, and their gradients cost the most. */
  trainFrom: z.string().default('inception_3a'),
  /**
   * Shorter side, in pixels, at which the finished detector sees photographs. The embedded one was as good at 480 as at
   * 600, in two thirds of the time (docs/training.md).
   */
  detectAt: z.int().min(64).max(2000).default(480),
  /**
   * Photographs from which the finished detector learns to choose regions before the whole network sees them, and how
   * many it keeps per image. Null: it sees all.
   */
  pruning: z
    .strictObject({ photographs: z.int().positive().default(200), keep: z.int().positive().default(150) })
    .nullable()
    .prefault({}),
  /** Null: the finished detector alone is measured. */
  validation: z
    .strictObject({
      everySteps: z.int().positive().default(1000),
      /** At most this many of the validation list, shuffled. */
      photographs: z.int().positive().default(100),
      /** Proposals looked at in each. */
      count: z.int().positive().default(300),
    })
    .nullable()
    .prefault({}),
  /** A checkpoint every this many steps; a killed run repeats fewer than these. */
  checkpointSteps: z.int().positive().default(100),
});

export const fineTuneSettingsSchema = fields.refine(
  ({ regions, candidates = regions }) => candidates >= regions,
  { path: ['candidates'], error: 'Too few: at least as many as "regions" are needed' },
);

/** What differs in a run of minutes: it sees each photograph a dozen times, so at more sizes, and its rate rises quickly. */
export const SHORT_RUN = { scales: [384, 480, 576], warmUp: 30 };

export type FineTuneSettings = z.output<typeof fineTuneSettingsSchema>;

/**
 * @param given values that differ from the defaults
 * @param source names them in the message: a file, usually
 * @throws RcnnError `bad-option` that lists what is wrong
 */
export function fineTuneSettings(given: unknown, source = '--config'): FineTuneSettings {
  const parsed = fineTuneSettingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new RcnnError(
    'bad-option',
    `Expected ${source} to be settings of a fine-tuning such as {"steps": 3000}, but:\n${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}
