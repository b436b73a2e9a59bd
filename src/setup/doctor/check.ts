export interface Finding {
  /** `broken` is there but does not work. */
  readonly status: 'ok' | 'missing' | 'broken';
  readonly version?: string;
  /** What was found, or what is wrong. */
  readonly detail: string;
  /** What to do here, where the check's own advice is not the first step. */
  readonly fix?: string;
}

export interface Check {
  readonly name: string;
  /** What it is for. */
  readonly purpose: string;
  /** Whether `detect` needs it with its default options. */
  readonly required: boolean;
  /** What to do when it is not ok. */
  readonly fix: string;
  /** May throw: then the piece is broken, and the message is the detail. */
  readonly look: () => Promise<Finding>;
}
