/** The photograph of a request and its options, in whichever of the usual ways they were sent. */
import type { FastifyRequest } from 'fastify';
import { HttpError } from './http-error.js';

interface ImageRequest {
  readonly image: Buffer;
  /** The file name that the client sent; else `image`. */
  readonly name: string;
  /** Form fields, members of the JSON body and query parameters; of equal names the body's. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Names under which clients send the photograph. Such a part is a file even without a file name or type. */
export const IMAGE_FIELDS = ['image', 'file', 'image_file'] as const;

/**
 * Multipart (first file), JSON with `image` as base64 or data URI, or the bytes themselves.
 *
 * @throws HttpError 400 when there is no photograph or more than one, 413 above the limits
 */
export async function imageOf(request: FastifyRequest): Promise<ImageRequest> {
  const query = (request.query ?? {}) as Record<string, unknown>;
  if (request.isMultipart()) return fromForm(request, query).catch(brokenForm);
  const { body } = request;
  if (Buffer.isBuffer(body)) return found(body, 'image', query);
  const { image, ...fields } = (body ?? {}) as Record<string, unknown>;
  if (typeof image !== 'string') throw noImage();
  return found(fromBase64(image), 'image', { ...query, ...fields });
}

async function fromForm(request: FastifyRequest, query: Record<string, unknown>): Promise<ImageRequest> {
  let image: { bytes: Buffer; name: string } | undefined;
  const fields: Record<string, unknown> = { ...query };
  for await (const part of request.parts()) {
    if (part.type === 'field') fields[part.fieldname] = part.value;
    else if (image)
      throw new HttpError(400, 'bad-option', 'Expected one photograph per request, but got several.');
    else image = { bytes: await part.toBuffer(), name: part.filename || 'image' };
  }
  if (!image) throw noImage();
  return found(image.bytes, image.name, fields);
}

/** Errors of the form's reader without a status are about the form: the client's. */
function brokenForm(error: Error & { statusCode?: number }): never {
  if (error instanceof HttpError || error.statusCode !== undefined) throw error;
  throw new HttpError(400, 'bad-option', `Expected a whole multipart form, but: ${error.message}.`);
}

/**
 * Base64, plain or as a data URI. Addresses are refused: a server that fetches them can be abused to reach other hosts.
 *
 * @throws HttpError 400
 */
export function fromBase64(text: string): Buffer {
  if (/^[a-z]+:\/\//i.test(text)) {
    throw new HttpError(
      400,
      'bad-option',
      'Expected "image" to hold the photograph itself: addresses are not fetched.',
    );
  }
  const data = text.replace(/^data:[^,]{0,100};base64,/, '');
  if (!/^[A-Za-z0-9+/\-_\s]+=*\s*$/.test(data)) {
    throw new HttpError(400, 'bad-option', 'Expected "image" to be base64 or a data URI.');
  }
  return Buffer.from(data, 'base64');
}

function found(image: Buffer, name: string, fields: Record<string, unknown>): ImageRequest {
  if (image.length === 0) throw new HttpError(400, 'bad-image', 'Expected a photograph, but got 0 bytes.');
  return { image, name, fields };
}

function noImage(): HttpError {
  const ways = 'a multipart file, JSON with "image" in base64, or the bytes with a type of image/*';
  return new HttpError(400, 'bad-option', `Expected a photograph as ${ways}, but found none.`);
}
