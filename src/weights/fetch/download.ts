import { type FileHandle, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RcnnError, throwIfAborted } from '../../errors.js';
import { writeError } from '../../platform/node/write-beside.js';
import type { LongWork } from '../../progress.js';
import { sha1Of } from '../sha1.js';

export interface Download {
  readonly url: string;
  /** Of the whole file, by which a finished download is accepted. */
  readonly sha1: string;
  /** Grows while bytes come in; left as it is on any interruption, so that the next call resumes from there. */
  readonly part: string;
  /** Ends the error message of a failed download: what a person may do instead. */
  readonly fix: string;
}

/**
 * Downloads to `part`, resuming where an earlier call stopped. The server's ETag (or date) is kept beside
 * and sent as `If-Range`, so that a file changed meanwhile comes whole; a server without ranges sends it
 * whole too. A `part` that is complete already is not asked for again.
 *
 * @throws RcnnError `download-failed` (the part stays, except after a wrong hash), `disk-full`, `aborted`
 */
export async function download(task: Download, work: LongWork = {}): Promise<void> {
  throwIfAborted(work.signal);
  try {
    await mkdir(dirname(task.part), { recursive: true });
    if ((await sizeOf(task.part)) > 0 && (await sha1Of(task.part)) === task.sha1) return;
    await receive(task, await request(task, work), work);
  } catch (error) {
    throwIfAborted(work.signal);
    throw error instanceof RcnnError ? error : writeError(task.part, error);
  }
  const sha1 = await sha1Of(task.part);
  if (sha1 === task.sha1) return;
  await discard(task);
  throw failed(task, `its SHA-1 is ${sha1} instead of ${task.sha1}, so it was deleted`);
}

/** Removes a part and what was noted beside it. */
export async function discard({ part }: Pick<Download, 'part'>): Promise<void> {
  await rm(part, { force: true });
  await rm(validatorPath(part), { force: true });
}

const validatorPath = (part: string) => `${part}.etag`;

interface Answer {
  readonly body: AsyncIterable<Uint8Array>;
  /** Where in the file the body begins: 0, or the end of the part. */
  readonly from: number;
  /** Size of the whole file, when the server says it. */
  readonly total?: number;
}

async function request(task: Download, work: LongWork): Promise<Answer> {
  const have = await sizeOf(task.part);
  const validator = await readFile(validatorPath(task.part), 'utf8').catch(() => '');
  // A packed body has other offsets than the file.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (have > 0) headers['range'] = `bytes=${have}-`;
  if (have > 0 && validator) headers['if-range'] = validator;
  const response = await fetchResponse(task, headers, work);
  const ranged = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  const resumes = response.status === 206 && ranged && Number(ranged[1]) === have;
  if (response.status === 416 || (response.status === 206 && !resumes)) {
    // The part does not fit the server's file: begin again, without a range.
    await response.body?.cancel();
    await discard(task);
    if (have > 0) return request(task, work);
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw failed(task, `the server answered ${response.status} ${response.statusText}`.trimEnd());
  }
  await noteValidator(task, response.headers);
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const from = resumes ? have : 0;
  return {
    body: response.body as AsyncIterable<Uint8Array>,
    from,
    ...(Number.isFinite(length) && { total: from + length }),
  };
}

async function fetchResponse(task: Download, headers: Record<string, string>, { signal }: LongWork) {
  try {
    return await fetch(task.url, { headers, ...(signal && { signal }) });
  } catch (cause) {
    throw failed(task, `the server cannot be reached (${reason(cause)})`, cause);
  }
}

/** Weak ETags do not promise equal bytes and may not be used for ranges (RFC 9110, 13.1.5). */
async function noteValidator({ part }: Download, headers: Headers): Promise<void> {
  const etag = headers.get('etag');
  const validator = etag && !etag.startsWith('W/') ? etag : headers.get('last-modified');
  if (validator) await writeFile(validatorPath(part), validator);
  else await rm(validatorPath(part), { force: true });
}

async function receive(task: Download, { body, from, total }: Answer, work: LongWork): Promise<void> {
  const file = await open(task.part, from > 0 ? 'r+' : 'w');
  let done = from;
  try {
    for await (const chunk of readable(task, body, () => done, total)) {
      await writeAll(file, chunk, done);
      done += chunk.length;
      work.onProgress?.({ stage: 'download', done, ...(total !== undefined && { total }) });
    }
  } finally {
    await file.close();
  }
}

/** Tells a connection that breaks from a disk that refuses. */
async function* readable(
  task: Download,
  body: AsyncIterable<Uint8Array>,
  done: () => number,
  total?: number,
): AsyncIterable<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch((cause) => {
        const so = total === undefined ? `${done()} bytes` : `${done()} of ${total} bytes`;
        throw failed(task, `the connection broke after ${so}; run it again to resume from there`, cause);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.().catch(() => {});
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < chunk.length) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written);
    written += bytesWritten;
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

function reason(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? String(error);
}

function failed({ url, fix }: Download, what: string, cause?: unknown): RcnnError {
  return new RcnnError('download-failed', `Expected to download ${url}, but ${what}. ${fix}`, { cause });
}
