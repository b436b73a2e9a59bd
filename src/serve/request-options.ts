/** The options of a request, from forms, queries and JSON alike. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PRESET_NAMES } from '../../proposals/selective-search/options.js';
import { CROPS, type Crops } from '../classification/views.js';
import { HttpError } from './http-error.js';
import { TOKEN_FIELD } from './token.js';

const number = (what: string) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
    z.number({ error: `a number${what}, with a point for decimals` }),
  );

const SHARE = 'a number from 0 to 1, such as 0.4 for 40 %';

/** A search finds no more. */
const MOST_PROPOSALS = 5000;

const countOption = (most: number) =>
  number('').pipe(z.number().int('a whole number').min(1, 'at least 1').max(most, `at most ${most}`));

/** Of routes that only tell. */
export const noOptions = z.object({});

/** Which model is meant. */
export const modelOption = z.object({
  model: z.string().max(200).optional().describe('a model of this server; default: its first'),
});

/** The options of `POST /v1/detect`. */
export const detectOptions = modelOption.extend({
  threshold: number(' from 0 to 1')
    .pipe(z.number().min(0, SHARE).max(1, SHARE))
    .optional()
    .describe('lowest score; default: the model has its own'),
  count: countOption(MOST_PROPOSALS).optional().describe('number of proposals to classify'),
  classes: z
    .preprocess(
      (value) => (typeof value === 'string' ? value.split(',') : value),
      z.array(z.string()).max(1000),
    )
    .optional()
    .describe('names, separated by commas; default: all'),
});

/** The options of `POST /v1/propose`. */
export const proposeOptions = z.object({
  count: countOption(MOST_PROPOSALS).optional().describe('largest number of boxes; default 2000'),
  preset: z
    .enum(PRESET_NAMES, { error: `one of ${PRESET_NAMES.join(', ')}` })
    .optional()
    .describe(`how diverse the search is: ${PRESET_NAMES.join(', ')}; default fast`),
});

/** The options of `POST /v1/classify`. */
export const classifyOptions = z.object({
  top: countOption(1000).optional().describe('number of classes; default 5'),
  crops: number('')
    .pipe(z.literal(CROPS as unknown as Crops[], { error: `one of ${CROPS.join(', ')}` }))
    .optional()
    .describe(`crops of the photograph, averaged: ${CROPS.join(', ')}; default 1`),
});

const corner = z.number({ error: 'four numbers' });

/** The options of `POST /v1/evidence`. */
export const evidenceOptions = modelOption.extend({
  class: z.string({ error: 'a class of the model' }).describe('a class of the model'),
  box: z
    .preprocess(
      (value) => (typeof value === 'string' ? value.split(',').map(Number) : value),
      z.tuple([corner, corner, corner, corner], { error: 'x1,y1,x2,y2' }),
    )
    .describe('x1,y1,x2,y2 in pixels of the photograph'),
});

/**
 * The options of the server's own routes, where a name that means nothing is a mistake: a `treshold` that is passed over
 * would change the answer unseen.
 *
 * @throws HttpError 400 that names the field and lists those that the route knows; and as {@link readOptions}
 */
export function readOwnOptions<T>(
  schema: z.ZodType<T> & { readonly shape: object },
  fields: Readonly<Record<string, unknown>>,
): T {
  const known = Object.keys(schema.shape);
  const unknown = Object.keys(fields).find((name) => name !== TOKEN_FIELD && !known.includes(name));
  if (unknown === undefined) return readOptions(schema, fields);
  const given = JSON.stringify(unknown.slice(0, 100));
  const fitting = known.length === 0 ? 'no fields' : `fields among ${known.join(', ')}`;
  throw new HttpError(400, 'bad-option', `Expected ${fitting}, but got ${given}.`);
}

/** An object inside a body of the server's own routes: like them, it has these fields and no others. */
export function ownObject<S extends z.core.$ZodLooseShape>(
  shape: S,
  what = 'an object',
): z.ZodObject<S, z.core.$strict> {
  return z.strictObject(shape, { error: `${what} of ${Object.keys(shape).join(', ')}` });
}

/**
 * @returns the schema's fields; others, which clients of other servers send, are ignored
 * @throws HttpError 400 that names the field, what was expected and what came
 */
export function readOptions<T>(schema: z.ZodType<T>, fields: Readonly<Record<string, unknown>>): T {
  const read = schema.safeParse(fields);
  if (read.success) return read.data;
  const [issue] = read.error.issues as [z.core.$ZodIssue];
  const came = issue.code === 'unrecognized_keys' ? issue.keys[0] : valueAt(fields, issue.path);
  const given = JSON.stringify(came)?.slice(0, 100);
  const field = issue.path.join('.');
  throw new HttpError(400, 'bad-option', `Expected ${field} to be ${issue.message}, but got ${given}.`);
}

/** @param path of a place in the fields, down to where there is nothing */
function valueAt(fields: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], fields);
}

/** @param known those of the model @throws HttpError 400 that lists them */
export function expectClasses(classes: readonly string[] | undefined, known: readonly string[]): void {
  const unknown = classes?.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const names = known.slice(0, 100).join(', ');
  const given = JSON.stringify(unknown.slice(0, 100));
  throw new HttpError(400, 'bad-option', `Expected classes to be among ${names}, but got ${given}.`);
}

/** The options of a JSON request. @throws as {@link readOptions} */
export function readBody<T>(schema: z.ZodType<T>, { body }: FastifyRequest): T {
  return readOptions(schema, (body ?? {}) as Record<string, unknown>);
}
