/** Sentences about a comparison, the same in the report and on the command line. */
import type { DifferenceInterval } from '../analysis/bootstrap.js';
import { assignmentWords, curveWords } from '../rule-words.js';
import type { Explanation } from './explain.js';

/** What the choice of the images alone may do to a difference. Signs are of the second minus the first. */
export function chanceInWords({ low, high, level, resamples, turned }: DifferenceInterval): string {
  const words = `In ${percent(level, 0)} % of ${resamples.toLocaleString('en')} resamplings of the images the difference is from ${signed(low)} to ${signed(high)} points; in ${percent(turned, 1)} % of them the measured winner does not win.`;
  return low <= 0 && high >= 0 ? `${words} The images do not tell which is better.` : words;
}

function signed(share: number): string {
  return `${share < 0 ? '-' : '+'}${percent(Math.abs(share), 2)}`;
}

function percent(share: number, digits: number): string {
  return (100 * share).toFixed(digits);
}

type Rule = Explanation['rules'][number];

const meanings: Readonly<Record<Rule['rule'], string>> = {
  assignment: 'how a detection, best score first, finds its object',
  iou: 'the overlaps that are asked for, averaged over',
  relaxSmall: 'whether objects of few pixels need less overlap',
  difficult: 'whether objects marked difficult are to be found, or count neither way',
  crowd: 'whether a box around many takes in all detections in it, or is as a difficult object',
  maxDetections: 'how many detections of an image and class take part',
  curve: 'how the area under precision over recall is measured',
  ties: 'which of two equal scores comes first: by row of the results, or by image and then row',
  blacklist: 'pairs of image and class that do not count',
};

const values: Readonly<Record<string, string>> = { ...assignmentWords, ...curveWords };

/** What a rule decides, and what its values mean where their names do not say: a line each. */
export function ruleInWords({ rule, from, to }: Rule): string[] {
  const named = [from, to].filter((value) => Object.hasOwn(values, value));
  return [`${rule}: ${meanings[rule]}`, ...named.map((value) => `  ${value}: ${values[value]}`)];
}
