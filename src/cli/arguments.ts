/** What yargs loses or takes for options: a single `-`, and what follows `--`. */

/** Stands for `-` while yargs parses, which would drop it. */
const DASH = 'googlenet-rcnn:-';

/**
 * Arguments that yargs reads as POSIX does: what follows `--` is no option, whatever it begins with, and `-` is kept.
 * Names that begin with a dash become paths (`./-dash.jpg`), and go where no option of several values takes them.
 */
export function forYargs(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  const before = end < 0 ? args : args.slice(0, end);
  const behind = end < 0 ? [] : args.slice(end + 1).map((name) => (/^-./.test(name) ? `./${name}` : name));
  const firstOption = before.findIndex((arg) => /^-./.test(arg));
  const place = firstOption < 0 ? before.length : firstOption;
  const joined = [...before.slice(0, place), ...behind, ...before.slice(place)];
  return joined.map((arg) => (arg === '-' ? DASH : arg));
}

/** The parsed options with each `-` as it was given. */
export function asGiven<T extends object>(options: T): T {
  const back = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(back) : value === DASH ? '-' : value;
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, back(value)])) as T;
}
