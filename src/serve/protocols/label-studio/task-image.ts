/** The photograph of a Label Studio task: inside the task, or below a folder that the server was given. */
import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { HttpError } from '../../http-error.js';
import { fromBase64 } from '../../request-image.js';

/**
 * `data:` URIs; `/data/local-files/?d=PATH`, `/data/upload/PATH` and plain relative paths below the folder. Any
 * prefix before `/data/` is skipped, as a proxy may add one.
 *
 * @param localFiles folder of the photographs that tasks name by path; none are read where it is not given
 * @throws HttpError 400 when the task has no such member, 404 when the photograph is not below the folder
 */
export async function taskImage(value: unknown, localFiles: string | undefined): Promise<Buffer> {
  if (typeof value !== 'string' || value === '') {
    throw new HttpError(
      400,
      'bad-option',
      'Expected the task to name its photograph, but it does not: the Image of the labelling interface says which member does.',
    );
  }
  if (value.startsWith('data:')) return fromBase64(value);
  const path = pathIn(value);
  if (localFiles === undefined) {
    throw new HttpError(
      404,
      'not-found',
      `Expected a folder of photographs to find ${shown(path)} in: start the server with --local-files.`,
    );
  }
  const root = await realpath(localFiles);
  try {
    const file = await realpath(join(root, path)); // links resolved: none leads out of the folder
    if (file.startsWith(root + sep)) return await readFile(file);
  } catch {
    // answered below, without revealing what the file system says of other places
  }
  throw new HttpError(
    404,
    'not-found',
    `Expected a photograph at ${shown(path)} below the folder of local files.`,
  );
}

function pathIn(value: string): string {
  const local = /\/data\/local-files\/\?d=(.+)$/.exec(value);
  if (local) return decoded(local[1]!);
  const upload = /\/data\/(upload\/.+)$/.exec(value);
  if (upload) return decoded(upload[1]!);
  if (/^[a-z]+:\/\//i.test(value)) {
    throw new HttpError(
      400,
      'bad-option',
      `Expected a path or a data URI, but got ${shown(value)}: addresses are not fetched.`,
    );
  }
  return value.replace(/^\/+/, '');
}

/** @throws HttpError 400 */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    const message = `Expected a percent-encoded path, but got ${shown(path)}: write % as %25.`;
    throw new HttpError(400, 'bad-option', message);
  }
}

const shown = (text: string) => JSON.stringify(text.slice(0, 100));
