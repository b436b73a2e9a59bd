/** What R-CNN's own training of a network does, in one record: the type, the check and the default of every value. */
import { z } from 'zod';
import { RcnnError } from '../../../errors.js';

/** "R-CNN" is arXiv 1311.2524; what it leaves open is as in its authors' solver for Caffe. */
export const rcnnSettingsSchema = z
  .strictObject({
    /** Of the order, windows, dropout, the last layer's initial values and what is held out. */
    seed: z.int().nonnegative().default(1),
    /** R-CNN's for ILSVRC [section 4.3]: days on a CPU. */
    steps: z.int().positive().default(50_000),
    /** Windows per step, and how many of them lie on objects; the others are background [section 2.3]. */
    batch: z.int().positive().default(128),
    positives: z.int().nonnegative().default(32),
    /**
     * Photographs from which a step's windows come. R-CNN draws each window from all photographs, which would decode one
     * photograph per window; from eight, a step decodes eight.
     */
    photographs: z.int().positive().default(8),
    /**
     * A tenth of the rate of pre-training, so that what was learnt there is not destroyed [section 2.3]. It is that of the
     * last layer too: with ten times as much its loss leaps about, since the features of a window are long vectors.
     */
    rate: z.number().positive().default(0.001),
    /** The rate falls to a tenth every this many steps. */
    dropEvery: z.int().positive().default(20_000),
    momentum: z.number().min(0).lt(1).default(0.9),
    weightDecay: z.number().min(0).default(5e-4),
    /** Windows of held-out photographs, that many batches, on which the network is measured. Null: it is not. */
    validation: z
      .strictObject({ everySteps: z.int().positive().default(1000), batches: z.int().positive().default(4) })
      .nullable()
      .prefault({}),
    /** A checkpoint every this many steps; a killed run repeats fewer than these. */
    checkpointSteps: z.int().positive().default(50),
  })
  .refine(({ positives, batch }) => positives <= batch, {
    path: ['positives'],
    message: 'there are at most as many as windows in the batch',
  });

export type RcnnSettings = z.output<typeof rcnnSettingsSchema>;

/** Learning rate of the network in a step, from 0. */
export function rateAt(step: number, { rate, dropEvery }: Pick<RcnnSettings, 'rate' | 'dropEvery'>): number {
  return rate * 0.1 ** Math.floor(step / dropEvery);
}

/**
 * @param given values that differ from the defaults
 * @param source names them in the message: a file, usually
 * @throws RcnnError `bad-option` that lists what is wrong
 */
export function rcnnSettings(given: unknown, source = '--config'): RcnnSettings {
  const parsed = rcnnSettingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new RcnnError(
    'bad-option',
    `Expected ${source} to be settings of --recipe rcnn such as {"steps": 300, "batch": 32, "positives": 8}, but:\n${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}
