/** The JSON of `POST /v1/explain`, for the server that writes it and the page that draws it. */

/** x1, y1, x2, y2 in pixels of the photograph. */
export type Corners = readonly [number, number, number, number];

export interface LookAnswer {
  readonly width: number;
  readonly height: number;
  readonly classes: readonly string[];
  /** Of the model: least score shown, of all classes and of each. */
  readonly threshold: number;
  readonly thresholds: readonly number[];
  readonly nmsIou: number;
  /** Best first. */
  readonly proposals: readonly Corners[];
  /** How many of them, or of those that a cheaper look left, the network saw. */
  readonly looked: number;
  /** Class, score and box as proposed, likeliest first. */
  readonly regions: readonly (readonly [number, number, ...Corners])[];
  /**
   * Class, score, refined box, number of the proposal, and 1 for what a second look at a refined box gave; likeliest
   * first, from the score floor on.
   */
  readonly candidates: readonly (readonly [number, number, ...Corners, number, number])[];
  /** Absent where proposals come from elsewhere. */
  readonly segments: Segments | undefined;
  /** Milliseconds by step. */
  readonly timings: { readonly decode: number; readonly propose: number; readonly classify: number };
}

/** A hierarchy of selective search. Pixels are those of the searched picture, which may be a smaller copy. */
export interface Segments {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly colorSpace: string;
  readonly k: number;
  /** Segment and number of pixels, again and again, rows from the top. */
  readonly runs: readonly number[];
  /** The two regions that become region `count`, `count + 1`, ... */
  readonly merges: readonly (readonly [number, number])[];
}

/** The JSON of `POST /v1/evidence`. */
export interface EvidenceAnswer {
  readonly width: number;
  readonly height: number;
  /** Rows from the top. */
  readonly values: readonly number[];
  readonly bias: number;
  /** What the cells cover. */
  readonly box: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
}
