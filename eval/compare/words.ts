/** Sentences about a comparison, the same in the report and on the command line. */
import type { DifferenceInterval } from '../analysis/bootstrap.js';

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
