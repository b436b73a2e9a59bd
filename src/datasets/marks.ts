import { DIFFICULT, OCCLUDED, TRUNCATED } from './records.js';

/** The marks of an object by the names that VOC and the label tools give them. */
export const MARKS = { difficult: DIFFICULT, truncated: TRUNCATED, occluded: OCCLUDED } as const;

/** Bits of `TruthTable.flags` for the marks that are set. */
export function flagsOfMarks(isSet: (mark: string) => boolean): number {
  return Object.entries(MARKS).reduce((bits, [mark, bit]) => (isSet(mark) ? bits | bit : bits), 0);
}

/** The inverse of {@link flagsOfMarks}. */
export function marksOf(flags: number): string[] {
  return Object.entries(MARKS).flatMap(([mark, bit]) => (flags & bit ? [mark] : []));
}
