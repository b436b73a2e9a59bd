import { shown } from './numbers.js';
import { badDataset } from './problem.js';

/** Characters that move a cursor, reverse the reading direction or end a line: no name needs them, and XML forbids them. */
const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

/** Joiners and marks between letters are part of some scripts and emoji. */
const JOINERS = /\u200c|\u200d|\u00ad/g;

/** What Windows takes for a device, whatever its ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

interface NameRules {
  /** Folders may be part of it. */
  readonly folders?: boolean;
  /** Blanks would end a field of the lines that contain it. */
  readonly blanks?: boolean;
}

/**
 * Checks a name that becomes a file's name or part of one, on any system: never outside the folder, never a device.
 *
 * @param what `the image id`, for the error
 * @param file where it would be written
 * @throws RcnnError `bad-dataset`
 */
export function safeFileName(
  what: string,
  name: string,
  file: string,
  { folders = false, blanks = true }: NameRules = {},
): string {
  const parts = folders ? name.split('/') : [name];
  const why = parts.map(wrongPart).find((reason) => reason !== undefined);
  const reason = why ?? (!blanks && /\s/.test(name) ? 'blanks, which end a field there' : undefined);
  if (reason === undefined) return name;
  throw badDataset({
    kind: 'malformed',
    file,
    message: `expected ${what} without ${reason}, since it becomes a file's name or part of one, but got ${shown(name)}.`,
  });
}

function wrongPart(part: string): string | undefined {
  if (part === '' || part === '.' || part === '..') return 'empty parts, "." and ".."';
  if (CONTROL.test(part.replace(JOINERS, ''))) return 'control characters';
  if (/[/\\]/.test(part)) return 'slashes';
  if (/^[A-Za-z]:/.test(part)) return 'a drive';
  if (DEVICE.test(part)) return 'names of devices such as CON';
  return undefined;
}

/** A class's name that is written into a file's text. @throws RcnnError `bad-dataset` for control characters */
export function safeText(what: string, name: string, file: string): string {
  if (name !== '' && !CONTROL.test(name.replace(JOINERS, ''))) return name;
  const message = `expected ${what} without control characters, but got ${shown(name)}.`;
  throw badDataset({ kind: 'malformed', file, message });
}
