/** A row per rule of matching: what applies it, and what reports and the command line say of it. */
import { matchBestFree } from './best-free.js';
import { matchBestThenTaken } from './best-then-taken.js';
import { matchCountedFirst } from './counted-first.js';
import type { Matcher } from './group.js';

interface MatchingRow {
  readonly match: Matcher;
  readonly words: string;
}

export const matchers = {
  'best-then-taken': {
    match: matchBestThenTaken,
    words: 'each detection takes the object of highest IoU; if that is taken already, it is false',
  },
  'best-free': {
    match: matchBestFree,
    words: 'each detection takes the free object of highest IoU',
  },
  'counted-first': {
    match: matchCountedFirst,
    words: 'each detection takes the free object of highest IoU, those to be found before ignored ones',
  },
} as const satisfies Record<string, MatchingRow>;

/** How a detection, taken best score first, finds its object. */
export type Assignment = keyof typeof matchers;
