/** What a number was computed under, in words. */

import { count, counted } from '../../src/counted.js';
import { curveRules } from '../average-precision.js';
import { matchers } from '../matching/matchers.js';
import { protocolNamed } from '../protocols.js';
import type { EvaluationResult } from '../results.js';

/** Every rule and option that the numbers depend on, defaults included. */
export function rulesInWords({ protocol, options }: EvaluationResult): [string, string][] {
  const { assignment, relaxSmall, ties, summary } = protocolNamed(protocol);
  const overlaps = options.iou.map((value) => value.toFixed(2)).join(', ');
  const limits = options.maxDetections.map((limit) => (limit === null ? 'all' : count(limit)));
  return [
    ['IoU', `${overlaps}${relaxSmall ? '; less for objects of few pixels, as the contest relaxes it' : ''}`],
    ['Matching', `best score first; ${matchers[assignment].words}`],
    ['Area under the curve', `${options.curve}: ${curveRules[options.curve].words}`],
    ['Difficult objects', options.difficult],
    ['Crowds', options.crowd === 'absorbing' ? 'ignored, with whatever lies in them' : 'ignored'],
    [
      'Detections of an image and class',
      limits.length === 1 && limits[0] === 'all'
        ? 'all'
        : `the best ${limits.at(-1)}${summary === 'coco' && limits.length > 1 ? `; ${limits.slice(0, -1).join(', ')} for recall` : ''}`,
    ],
    ...(options.areaRanges.length > 1
      ? [['Sizes apart', options.areaRanges.slice(1).map(range).join(', ')] satisfies [string, string]]
      : []),
    [
      'Equal scores',
      ties === 'row' ? 'in the order of the results' : 'by image, then in the order of the results',
    ],
    ['Classes', options.onlyClasses === null ? 'all' : options.onlyClasses.join(', ')],
    ...(options.blacklisted > 0
      ? [
          ['Blacklist', `${counted(options.blacklisted, 'pair')} of image and class left out`] satisfies [
            string,
            string,
          ],
        ]
      : []),
  ];
}

function range({ name, min, max }: EvaluationResult['options']['areaRanges'][number]): string {
  if (min <= 0) return `${name} to ${count(max)} px²`;
  return max >= 1e10 ? `${name} from ${count(min)} px²` : `${name} ${count(min)} to ${count(max)} px²`;
}

/** The contest's main number: its name and value. */
export function headlineOf({ metrics }: EvaluationResult): { readonly name: string; readonly value: number } {
  const [[name, value]] = Object.entries(metrics);
  return { name, value };
}
