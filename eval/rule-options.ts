import { RcnnError } from '../src/errors.js';
import type { AreaRange } from './area-ranges.js';
import type { Rules } from './protocols.js';
import type { BlacklistEntry } from './scene.js';

/** Departures from the contest's own rules; each is echoed in the result. */
export interface RuleOptions {
  /** IoUs to average over, in (0, 1], ascending, at most 32. */
  readonly iou?: readonly number[];
  /** Whether objects marked difficult are ignored or count like others. */
  readonly difficult?: Rules['difficult'];
  /** Sizes of objects that have numbers of their own, as COCO's small, medium and large. */
  readonly areaRanges?: readonly AreaRange[];
  /** Per image and class, best first, ascending: the last is the limit, the others give COCO's AR1 and AR10. */
  readonly maxDetections?: readonly number[];
  /** Names of the classes to evaluate; others are left out and counted as such. */
  readonly onlyClasses?: readonly string[];
  /** Pairs of image and class that count neither way (ILSVRC DET). */
  readonly blacklist?: readonly BlacklistEntry[];
}

/** The protocol with the caller's changes, checked. */
export function withOptions<R extends Rules>(rules: R, options: RuleOptions): R {
  const { iou = rules.iou, maxDetections = rules.maxDetections, areaRanges = rules.areaRanges } = options;
  const ascends = (values: readonly number[]) => values.every((v, i) => i === 0 || v > values[i - 1]);
  for (const [name, list] of Object.entries({ iou, maxDetections, areaRanges })) {
    if (Array.isArray(list)) continue;
    throw new RcnnError('bad-option', `Expected ${name} to be an array, but got ${list}.`);
  }
  if (iou.length < 1 || iou.length > 32 || !iou.every((v) => v > 0 && v <= 1) || !ascends(iou)) {
    throw new RcnnError(
      'bad-option',
      `Expected 1 to 32 ascending IoUs in (0, 1], but got ${iou.join(', ') || 'none'}.`,
    );
  }
  if (maxDetections.length < 1 || !maxDetections.every((v) => v >= 1) || !ascends(maxDetections)) {
    throw new RcnnError(
      'bad-option',
      `Expected ascending numbers of detections from 1 on, but got ${maxDetections.join(', ') || 'none'}.`,
    );
  }
  if (areaRanges.length < 1 || !areaRanges.every(({ min, max }) => min < max)) {
    throw new RcnnError('bad-option', 'Expected size ranges with min < max, at least one.');
  }
  return { ...rules, iou, maxDetections, areaRanges, difficult: options.difficult ?? rules.difficult };
}
