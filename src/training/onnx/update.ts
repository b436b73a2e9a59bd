/** The update of a step over one run of parameters. Hot loops: every value of the network passes here each step. */

/** Adds the gradients of the further photographs to the first one's, in their order, so that sums repeat to the bit. */
export function sumGradients(gradients: readonly Float32Array[], from: number, to: number): void {
  const [sum, ...others] = gradients;
  for (const other of others) {
    for (let i = from; i < to; i++) sum![i] = sum![i]! + other[i]!;
  }
}

export function sumOfSquares(values: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]! * values[i]!;
  return sum;
}

export interface UpdateOptions {
  readonly rate: number;
  readonly momentum: number;
  /** Of the values themselves. */
  readonly decay: number;
  /** Of the gradient, 1 unless it is clipped. */
  readonly scale: number;
  /** What is left of the running mean. */
  readonly kept: number;
}

/**
 * Stochastic gradient descent as `Sgd` has it, velocity = momentum * velocity + rate * (gradient + decay * value),
 * value -= velocity; then the running mean.
 */
export function update(
  {
    values,
    velocities,
    averages,
    gradient,
  }: Record<'values' | 'velocities' | 'averages' | 'gradient', Float32Array>,
  { from, to }: { from: number; to: number },
  { rate, momentum, decay, scale, kept }: UpdateOptions,
): void {
  const [slope, pull, share] = [rate * scale, rate * decay, 1 - kept];
  for (let i = from; i < to; i++) {
    const before = values[i]!;
    const velocity = momentum * velocities[i]! + slope * gradient[i]! + pull * before;
    velocities[i] = velocity;
    values[i] = before - velocity;
    averages[i] = averages[i]! + share * (values[i]! - averages[i]!);
  }
}
