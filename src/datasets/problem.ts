import { boundedMessage, RcnnError } from '../errors.js';
import { printableName } from '../printable.js';

/** What is wrong with a record; the names that `dataset check` prints. */
export type ProblemKind =
  | 'malformed'
  | 'missing-file'
  | 'unknown-class'
  | 'unknown-image'
  | 'duplicate'
  | 'zero-area'
  | 'outside-image'
  | 'size-mismatch'
  | 'odd-value'
  | 'left-out'
  | 'unlabelled'
  | 'unused-class'
  | 'similar-class'
  | 'same-photograph';

/** One doubtful record and where it is. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly file: string;
  /** 1-based; absent when the whole file is meant. */
  readonly line?: number;
  readonly message: string;
}

/** Called with each record that a reader cannot use; the reader continues without it. */
export type OnProblem = (problem: Problem) => void;

/** `file:line: what is wrong`, the form that editors jump to. */
export function describeProblem({ file, line, message }: Problem): string {
  return `${printableName(file)}${line === undefined ? '' : `:${line}`}: ${message}`;
}

/** The error `bad-dataset` of one record; keeps the record for callers that continue and list them all. */
export class BadDatasetError extends RcnnError {
  readonly problem: Problem;

  constructor(problem: Problem, options?: { cause?: unknown }) {
    super('bad-dataset', describeProblem(problem), options);
    this.problem = problem;
  }
}

/** @returns the error `bad-dataset` for a problem, naming file and line. */
export function badDataset(problem: Problem, cause?: unknown): BadDatasetError {
  return new BadDatasetError({ ...problem, message: boundedMessage(problem.message) }, { cause });
}

/** Hands the problem to the caller who asked to see all of them, or throws it as `bad-dataset`. */
export function report(problem: Problem, onProblem: OnProblem | undefined): void {
  if (!onProblem) throw badDataset(problem);
  onProblem(problem);
}

/**
 * As {@link report}, for results on an image that the truth does not have. Thrown as `bad-option`: both may be sound, but they
 * do not belong together, and whoever chose them has to choose others.
 */
export function reportStranger(problem: Omit<Problem, 'kind'>, onProblem: OnProblem | undefined): void {
  if (!onProblem) throw new RcnnError('bad-option', describeProblem({ kind: 'unknown-image', ...problem }));
  onProblem({ kind: 'unknown-image', ...problem });
}
