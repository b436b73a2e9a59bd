/** What routes take and answer, as OpenAPI. Options come from the schemas that check them. */
import { z } from 'zod';
import type { Operation, Parameter } from './openapi-types.js';

type Members = Readonly<Record<string, { readonly description?: string; readonly type?: string }>>;

export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ 'application/json': { schema } });

function membersOf(schema: z.ZodType): { readonly members: Members; readonly required: readonly string[] } {
  const { properties, required = [] } = z.toJSONSchema(schema, { io: 'output' });
  return { members: properties as Members, required };
}

/** Options in the query; lists with commas. */
export function queryOf(schema: z.ZodType): Parameter[] {
  const { members, required } = membersOf(schema);
  return Object.entries(members).map(([name, { description = '', ...of }]) => ({
    ...{ name, in: 'query', required: required.includes(name), schema: of, description },
    ...(of.type === 'array' && { style: 'form', explode: false }),
  }));
}

/** A body of JSON. */
export function bodyOf(schema: z.ZodType): Pick<Operation, 'requestBody'> {
  const { members, required } = membersOf(schema);
  const body = { type: 'object', additionalProperties: false, properties: members, required };
  return { requestBody: { required: required.length > 0, content: json(body) } };
}

/** A photograph in any of the ways that it may be sent; options beside it or in the query. */
export function photographWith(schema: z.ZodType): Pick<Operation, 'parameters' | 'requestBody'> {
  const { members } = membersOf(schema);
  const file = { type: 'string', format: 'binary', description: 'the first file, under whatever name' };
  const encoded = { type: 'string', description: 'base64 or data URI' };
  const around = (image: object) => ({
    ...{
      type: 'object',
      additionalProperties: false,
      required: ['image'],
      properties: { image, ...members },
    },
  });
  const bytes = { schema: { type: 'string', format: 'binary' } };
  return {
    parameters: queryOf(schema).map((one) => ({ ...one, required: false })), // it may be in the body
    requestBody: {
      required: true,
      content: {
        'multipart/form-data': { schema: around(file), encoding: commas(members) },
        'image/*': bytes,
        'application/octet-stream': bytes,
        ...json(around(encoded)),
      },
    },
  };
}

function commas(members: Members): object {
  const lists = Object.entries(members).filter(([, { type }]) => type === 'array');
  return Object.fromEntries(lists.map(([name]) => [name, { style: 'form', explode: false }]));
}

const failed = (description: string) => ({ description, content: json(ref('Error')) });

/** By status, in the server's own form. */
export const FAILURES = {
  400: failed('a field that is missing, wrong or unknown'),
  401: failed('the token of this server is missing or wrong'),
  404: failed('what is named is not there, such as a model'),
  408: failed('the request was not complete within the deadline'),
  413: failed('the body or the picture is too large'),
  422: failed('not a picture that can be read'),
  429: failed('busy; Retry-After says when to try again'),
  503: failed('shutting down'),
  504: failed('not done within the deadline'),
} as const;

/** @param schema of the answer, where it is JSON of one form */
export function answers(description: string, schema?: object): Operation['responses'][string] {
  return { description, ...(schema && { content: json(schema) }) };
}
