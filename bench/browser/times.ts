/** What the page is asked, in its address. */
export interface PageOptions {
  readonly threads: number;
  readonly rounds: number;
}

/** Milliseconds. */
export interface EngineTimes {
  readonly name: string;
  /** From nothing to a network that is ready, the model's file aside. */
  readonly start: number;
  readonly rounds: readonly number[];
  /** Of the first region's classes. */
  readonly scores: readonly number[];
}
