import { z } from 'zod';
import { type Problem, report } from '../problem.js';
import type { FailedImage, ReadResultsOptions } from '../result-rows.js';

/** What `detect`, `classify` and `evaluate` write for an image that they could not read. */
export const failureSchema = z.object({ image: z.string(), error: z.string() });

/** Passes on a failed image. Without `onFailure` it is a problem, so that it is not lost. */
export function reportFailure(
  failure: FailedImage,
  where: Pick<Problem, 'file' | 'line'>,
  { onFailure, onProblem }: ReadResultsOptions,
): void {
  if (onFailure) {
    onFailure(failure);
    return;
  }
  const message = `expected a result for ${failure.image}, but the image failed: ${failure.error}`;
  report({ kind: 'malformed', ...where, message }, onProblem);
}
