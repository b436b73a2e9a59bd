/** Learning rates over the course of a training. A new one is a kind of the settings, and its formula. */
import { z } from 'zod';

const rate = z.number().positive();

export const scheduleSchema = z.discriminatedUnion('kind', [
  /** The paper's: "decreasing the learning rate by 4% every 8 epochs" [GoogLeNet 6]. */
  z.strictObject({
    kind: z.literal('step'),
    base: rate,
    factor: z.number().positive().max(1),
    everyEpochs: z.int().positive(),
  }),
  /** The public replication's quick solver (bvlc_googlenet/quick_solver.prototxt): (1 - share done) ^ power. */
  z.strictObject({ kind: z.literal('polynomial'), base: rate, power: z.number().positive() }),
]);

/** The learning rate when a share of the training is over, counted in epochs (fractions allowed). */
type Schedule = (epoch: number) => number;

/** @param training.epochs after which the training ends */
export function scheduleOf({
  schedule,
  epochs,
}: {
  readonly schedule: z.output<typeof scheduleSchema>;
  readonly epochs: number;
}): Schedule {
  const { base } = schedule;
  switch (schedule.kind) {
    case 'step':
      return (epoch) => base * schedule.factor ** Math.floor(epoch / schedule.everyEpochs);
    case 'polynomial':
      return (epoch) => base * Math.max(0, 1 - epoch / epochs) ** schedule.power;
  }
}
