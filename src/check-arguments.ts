/** Checks of what callers pass: every public function says what it expected, for which argument, and what came. */
import { z } from 'zod';
import { RcnnError } from './errors.js';
import type { Box } from './geometry/box.js';

/** Characters of a value that an error shows. */
const SHOWN = 100;

/** A value for an error: short, on one line, whatever it is. */
export function shownValue(value: unknown): string {
  const text = describe(value).replaceAll(/\s+/g, ' ');
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 3)}...` : text;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, SHOWN));
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (Array.isArray(value)) return `an array (${value.slice(0, 10).map(describe).join(', ')})`;
  if (typeof value !== 'object' || value === null) return String(value);
  const kind = Object.getPrototypeOf(value)?.constructor?.name ?? 'Object';
  if (ArrayBuffer.isView(value)) return `a ${kind} of ${value.byteLength} bytes`;
  if (kind !== 'Object') return `a ${kind}`;
  const { x1, y1, x2, y2 } = value as Partial<Box>;
  if ([x1, y1, x2, y2].every((side) => typeof side === 'number'))
    return `{ x1: ${x1}, y1: ${y1}, x2: ${x2}, y2: ${y2} }`;
  const keys = Object.keys(value).slice(0, 10);
  return keys.length === 0 ? 'an object without keys' : `an object with ${keys.join(', ')}`;
}

/** For `error` of a schema: what is expected, worded to complete "Expected <argument> to be <this>, but got ...". */
export const anyOf = <T extends string>(names: readonly [T, ...T[]]) =>
  z.enum(names, { error: `one of ${names.join(', ')}` });

export const fraction = z
  .number({ error: 'a number from 0 to 1' })
  .min(0, 'a number from 0 to 1')
  .max(1, 'a number from 0 to 1');

export const wholeFrom1 = z
  .int({ error: 'a whole number from 1' })
  .min(1, 'a whole number from 1')
  .max(2 ** 31 - 1, 'a whole number below 2,147,483,648');

const corner = z.number({ error: 'a number' });
export const boxOption = z
  .object({ x1: corner, y1: corner, x2: corner, y2: corner }, { error: 'a box as { x1, y1, x2, y2 }' })
  .refine(({ x1, y1, x2, y2 }) => x2 > x1 && y2 > y1, 'a box whose x2 and y2 are above its x1 and y1');

export const abortSignal = z.instanceof(AbortSignal, { error: 'an AbortSignal' });

export const someText = z.string({ error: 'a text' }).min(1, 'a text that is not empty');

/** @param what for the message: `the model` @throws RcnnError `bad-option` unless the value is a text that is not empty */
export function checkText(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new RcnnError('bad-option', `Expected ${what} to be a text, but got ${shownValue(value)}.`);
}

/** @param what for the message: `the object` @throws RcnnError `bad-option` unless the value is a box with an area */
export function checkBox(value: unknown, what: string): Box {
  const box = value as Box | null | undefined;
  const sides = [box?.x1, box?.y1, box?.x2, box?.y2];
  if (sides.every(Number.isFinite) && box!.x2 > box!.x1 && box!.y2 > box!.y1) return box!;
  const came = sides.some((side) => side === undefined) ? shownValue(value) : `{ ${sides.join(', ')} }`;
  throw new RcnnError(
    'bad-option',
    `Expected ${what} to be { x1, y1, x2, y2 } with x1 < x2 and y1 < y2, but got ${came}.`,
  );
}

/**
 * Checks options against their schema.
 *
 * @param call for the message: `loadDetector`
 * @throws RcnnError `bad-option`
 */
export function checkOptions<T>(options: unknown, schema: z.ZodType<T>, call: string): T {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new RcnnError(
      'bad-option',
      `Expected the options of ${call} to be an object, but got ${shownValue(options)}.`,
    );
  }
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new RcnnError('bad-option', messageOf(parsed.error.issues[0], { options, call, schema }));
}

interface Checked {
  readonly options: object;
  readonly call: string;
  readonly schema: z.ZodType;
}

function messageOf(issue: z.core.$ZodIssue, { options, call, schema }: Checked): string {
  if (issue.code === 'unrecognized_keys') {
    const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    const came = issue.keys.map((key) => shownValue(key)).join(', ');
    return `Expected the options of ${call} to be among ${known.join(', ')}, but got ${came}.`;
  }
  const path = issue.path.map(String);
  const value = issue.path.reduce<unknown>((of, key) => (of as Record<PropertyKey, unknown>)?.[key], options);
  return `Expected ${path.join('.')} of ${call} to be ${issue.message}, but got ${shownValue(value)}.`;
}

/**
 * Many images, as `detectAll` and `classifyAll` take them.
 *
 * @throws RcnnError `bad-option`
 */
export function checkSources<S>(sources: unknown, call: string): Iterable<S> | AsyncIterable<S> {
  if (typeof sources === 'object' && sources !== null && !(sources instanceof Uint8Array)) {
    if (Symbol.iterator in sources || Symbol.asyncIterator in sources) return sources as Iterable<S>;
  }
  throw new RcnnError(
    'bad-option',
    `Expected ${call} to get a list of images, but got ${shownValue(sources)}. For one image there is a call without "All".`,
  );
}

interface LoadCall<T> {
  readonly schema: z.ZodType<T>;
  /** For the message: `loadDetector`. */
  readonly call: string;
  /** A model's name, for the message. */
  readonly example: string;
}

/**
 * The options of `load(model, options)` and `load({ model, ...options })`, which are the same.
 *
 * @throws RcnnError `bad-option`
 */
export function checkLoad<T>(model: unknown, options: unknown, { schema, call, example }: LoadCall<T>): T {
  const check = (given: unknown) => checkOptions<T>(given, schema, call);
  if (typeof model === 'string') {
    check(options);
    if ((options as { model?: unknown }).model === undefined) return check({ ...(options as object), model });
  }
  if (typeof model === 'object' && model !== null && !Array.isArray(model)) return check(model);
  throw new RcnnError(
    'bad-option',
    `Expected ${call} to get one model, a name or file such as '${example}', then options, but got ${shownValue(model)}.`,
  );
}
