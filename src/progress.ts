/** What long work reports while it runs; the command line draws it, libraries only emit it. */
export interface Progress {
  /** What is being done, in a word or two: `proposals`, `features`, `evaluate`. */
  readonly stage: string;
  readonly done: number;
  /** Absent while the amount is unknown. */
  readonly total?: number;
  /** The item just finished, usually a file name. */
  readonly item?: string;
}

export type OnProgress = (progress: Progress) => void;

/** Options that every long-running function takes. */
export interface LongWork {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}
