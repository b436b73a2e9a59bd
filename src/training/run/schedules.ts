/** Learning rates over the course of a training. */

/** The learning rate when a share of the training is over, counted in epochs (fractions allowed). */
export type Schedule = (epoch: number) => number;

/** The paper's: "decreasing the learning rate by 4% every 8 epochs" [GoogLeNet 6]. */
export function stepSchedule({
  base,
  factor = 0.96,
  every = 8,
}: {
  base: number;
  factor?: number;
  every?: number;
}): Schedule {
  return (epoch) => base * factor ** Math.floor(epoch / every);
}

/** The public replication's quick solver (bvlc_googlenet/quick_solver.prototxt): (1 - share done) ^ power. */
export function polynomialSchedule({
  base,
  epochs,
  power = 0.5,
}: {
  base: number;
  epochs: number;
  power?: number;
}): Schedule {
  return (epoch) => base * Math.max(0, 1 - epoch / epochs) ** power;
}
