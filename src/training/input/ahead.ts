/**
 * Makes the values of numbered steps ahead of the one that is taken, so that the caller that takes them seldom waits, and
 * tells how long it did.
 */
export class Ahead<T> {
  readonly #make: (step: number) => Promise<T>;
  readonly #depth: number;
  readonly #end: number;
  readonly #made = new Map<number, Promise<T>>();

  /** @param options.depth values under way beside the one that is taken; @param options.end no step from this on */
  constructor(make: (step: number) => Promise<T>, { depth, end }: { depth: number; end: number }) {
    this.#make = make;
    this.#depth = depth;
    this.#end = end;
  }

  /** @returns the value of a step, and the milliseconds that it was waited for */
  async take(step: number): Promise<{ value: T; waited: number }> {
    for (let next = step; next <= Math.min(step + this.#depth, this.#end - 1); next++) this.#begin(next);
    const began = performance.now();
    const value = await this.#made.get(step)!;
    this.#made.delete(step);
    return { value, waited: performance.now() - began };
  }

  #begin(step: number): void {
    if (this.#made.has(step)) return;
    const value = this.#make(step);
    value.catch(() => {}); // thrown by the `take` that asks for it
    this.#made.set(step, value);
  }
}
