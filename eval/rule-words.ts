/** What the names of rules mean, for reports and the command line. */
import type { Assignment, CurveRule } from './protocols.js';

/** How a detection finds its object, in words. */
export const assignmentWords: Readonly<Record<Assignment, string>> = {
  'best-then-taken': 'each detection takes the object of highest IoU; if that is taken already, it is false',
  'best-free': 'each detection takes the free object of highest IoU',
  'counted-first':
    'each detection takes the free object of highest IoU, those to be found before ignored ones',
};

/** How the area under a curve is measured, in words. */
export const curveWords: Readonly<Record<CurveRule, string>> = {
  '11-point': 'mean of the best precision at recall 0, 0.1 … 1',
  'every-point': 'area under the best precision at every recall',
  '101-point': 'mean of the best precision at recall 0, 0.01 … 1',
};
