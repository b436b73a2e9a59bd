import { parseDecimal, shown } from '../numbers.js';
import { badDataset } from '../problem.js';

export type FlagName = 'difficult' | 'truncated' | 'occluded';

interface ReadFlag {
  readonly value: boolean;
  /** What is odd about it, for `dataset check`. */
  readonly odd?: string;
}

const WORDS: Readonly<Record<string, boolean>> = { true: true, false: false, yes: true, no: false };

/**
 * A flag of an object: 1 or 0; absent is 0, as the devkit's own reader has it. Some tools write words, or how much
 * is cut off (0.0597). Only `difficult` decides what counts: one that cannot be understood is an error, the others
 * are then taken as not set.
 * @throws RcnnError `bad-dataset` for a `difficult` that is neither 0 nor 1 in any of these ways
 */
export function readFlag(
  which: FlagName,
  text: string,
  where: { readonly file: string; readonly line: number },
): ReadFlag {
  if (text === '' || text === '0') return { value: false };
  if (text === '1') return { value: true };
  const odd = `expected <${which}> to be 0 or 1, but got ${shown(text)}`;
  const value = meant(which, text);
  if (value !== undefined) return { value, odd: `${odd}: taken as ${value ? 1 : 0}.` };
  if (which === 'difficult') throw badDataset({ kind: 'malformed', ...where, message: `${odd}.` });
  return { value: false, odd: `${odd}: taken as 0.` };
}

function meant(which: FlagName, text: string): boolean | undefined {
  const word = WORDS[text.toLowerCase()];
  if (word !== undefined) return word;
  const number = parseDecimal(text);
  if (number === 0 || number === 1) return number === 1;
  // The share of the object that is hidden; there are no degrees of difficult.
  return number !== undefined && which !== 'difficult' ? number > 0 : undefined;
}
