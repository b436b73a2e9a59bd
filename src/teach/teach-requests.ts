/** What the routes of teach take. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HttpError } from '../serve/http-error.js';
import { ownObject, readOwnOptions } from '../serve/request-options.js';
import { exportFormats } from './export-labels.js';

const name = z
  .string({ error: 'the name of a photograph' })
  .describe('a photograph, as its path from the folder');
const corner = z.number({ error: 'a number' });
const pixel = z.coerce.number({ error: 'a number' }).describe('pixels of the photograph');
const box = ownObject({ x1: corner, y1: corner, x2: corner, y2: corner }, 'a box').refine(
  ({ x1, y1, x2, y2 }) => x2 > x1 && y2 > y1,
  'a box with an area',
);
const className = z
  .string({ error: 'the name of a class' })
  .trim()
  .min(1, 'a name that is not empty')
  .max(100, 'a name of at most 100 letters');
const flags = z.int().min(0).max(255).optional().describe('what another tool said of it, as bits');
const object = ownObject({ class: className, box, flags });

export const photograph = z.object({ name });
export const clicked = photograph.extend({ x: pixel, y: pixel });
export const labelled = photograph.extend({
  objects: z.array(object, { error: 'a list of objects' }).max(1000, 'at most 1000 objects'),
  background: z
    .array(box, { error: 'a list of boxes' })
    .max(1000, 'at most 1000 boxes')
    .describe('boxes that are no object'),
});
export const exporting = z.object({
  format: z.enum(exportFormats, { error: `one of ${exportFormats.join(', ')}` }),
});

/** Query parameters and members of the JSON. @throws HttpError 400, of fields that mean nothing as well */
export function optionsOf<T>(
  { query, body }: Pick<FastifyRequest, 'query' | 'body'>,
  schema: z.ZodType<T> & { readonly shape: object },
): T {
  if (body !== undefined && (typeof body !== 'object' || Buffer.isBuffer(body) || Array.isArray(body))) {
    throw new HttpError(400, 'bad-option', 'Expected JSON with the fields by name.');
  }
  return readOwnOptions(schema, { ...(query as object), ...body });
}
