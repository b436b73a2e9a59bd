/** Lines that someone reads; all photographs of a folder that cannot be read would fill the screen. */
const SHOWN = 20;

/** The first of many lines, and how many more there are. */
export function firstLines(lines: readonly string[]): string[] {
  return lines.length > SHOWN ? [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more`] : [...lines];
}
