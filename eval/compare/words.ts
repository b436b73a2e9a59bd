/** Sentences about a comparison, the same in the report and on the command line. */
import { count } from '../../src/counted.js';
import { percent, points } from '../../src/reports/format.js';
import type { DifferenceInterval } from '../analysis/bootstrap.js';
import { curveRules } from '../average-precision.js';
import { matchers } from '../matching/matchers.js';
import type { Explanation } from './explain.js';

/** How much of a difference the choice of the images could explain. Signs are of the second minus the first. */
export function chanceInWords({ low, high, level, resamples, turned }: DifferenceInterval): string {
  const words = `The ${percent(level, 0)} % interval of the difference is ${points(low)} to ${points(high)} points (${count(resamples)} resamplings of the images); in ${percent(turned, 1)} % of them the two tie or change places.`;
  return low <= 0 && high >= 0 ? `${words} These images do not show which is better.` : words;
}

type Rule = Explanation['rules'][number];

const meanings: Readonly<Record<Rule['rule'], string>> = {
  assignment: 'how a detection, best score first, finds its object',
  iou: 'the overlaps that are asked for, averaged over',
  relaxSmall: 'whether objects of few pixels need less overlap',
  difficult: 'whether objects marked difficult must be found, or are ignored',
  crowd:
    'whether a box around many objects absorbs all detections in it, or is ignored like a difficult object',
  maxDetections: 'how many detections per image and class count',
  curve: 'how the area under precision over recall is measured',
  ties: 'which of two equal scores comes first: by row of the results, or by image and then row',
  blacklist: 'pairs of image and class that are ignored',
};

const values: Readonly<Record<string, { readonly words: string }>> = { ...matchers, ...curveRules };

/** What a rule decides, and what its values mean where their names do not say; one line each. */
export function ruleInWords({ rule, from, to }: Rule): string[] {
  const named = [from, to].filter((value) => Object.hasOwn(values, value));
  return [`${rule}: ${meanings[rule]}`, ...named.map((value) => `  ${value}: ${values[value].words}`)];
}
