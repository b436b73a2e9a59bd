/** A step's update of one run of parameters. Hot loops: every trainable value passes through them in each step. */

/** Adds the other gradients to the first, in their order, so that sums repeat to the bit. */
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
  /** Weight decay. */
  readonly decay: number;
  /** Factor of the gradient: 1 unless it is clipped. */
  readonly scale: number;
  /** Of the running mean. */
  readonly averageDecay: number;
}

/**
 * Stochastic gradient descent as in `Sgd`, velocity = momentum * velocity + rate * (gradient + decay * value),
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
  { rate, momentum, decay, scale, averageDecay }: UpdateOptions,
): void {
  const gradientFactor = rate * scale;
  const decayFactor = rate * decay;
  const averageFactor = 1 - averageDecay;
  for (let i = from; i < to; i++) {
    const before = values[i]!;
    const velocity = momentum * velocities[i]! + gradientFactor * gradient[i]! + decayFactor * before;
    velocities[i] = velocity;
    values[i] = before - velocity;
    averages[i] = averages[i]! + averageFactor * (values[i]! - averages[i]!);
  }
}
