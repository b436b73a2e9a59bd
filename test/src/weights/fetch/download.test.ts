import { createHash } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Progress } from '../../../../src/progress.js';
import { type Download, download } from '../../../../src/weights/fetch/download.js';

/** Large enough to come in several chunks. */
const content = Buffer.from(Uint8Array.from({ length: 600_000 }, (_, i) => (i * 31 + (i >> 8)) & 255));
const sha1 = createHash('sha1').update(content).digest('hex');
const half = content.length / 2;

let folder: string;
let server: Server;
let task: Download;
/** What the server was asked, in order. */
let asked: { range?: string; ifRange?: string }[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'download-'));
  asked = [];
  server = createServer((request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    asked.push({ ...(range && { range }), ...(typeof ifRange === 'string' && { ifRange }) });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  task = { url: `http://127.0.0.1:${port}/file`, sha1, part: join(folder, 'file.part'), fix: 'Ask.' };
});
afterEach(async () => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

/** A server with ranges; `cutAt` breaks the connection after so many bytes of the body. */
const ranges =
  ({ etag = '"v1"', cutAt = Number.POSITIVE_INFINITY } = {}) =>
  (request: IncomingMessage, response: ServerResponse) => {
    const asks = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const valid = asks && (request.headers['if-range'] ?? etag) === etag;
    const from = valid ? Number(asks[1]) : 0;
    if (from >= content.length) {
      response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
      return;
    }
    response.writeHead(valid ? 206 : 200, {
      etag,
      'content-length': content.length - from,
      ...(valid && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
    });
    const body = content.subarray(from);
    if (body.length <= cutAt) response.end(body);
    else response.write(body.subarray(0, cutAt), () => setTimeout(() => response.destroy(), 20));
  };

const noRanges = (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { 'content-length': content.length }).end(content);
};

describe('a whole download', () => {
  it.each([
    ['with ranges', ranges()],
    ['without ranges', noRanges],
    ['without a length', (_: IncomingMessage, response: ServerResponse) => response.end(content)],
  ])('%s', async (_, how) => {
    answer = how;
    const seen: Progress[] = [];
    await download(task, { onProgress: (progress) => seen.push(progress) });
    expect((await readFile(task.part)).equals(content)).toBe(true);
    expect(asked).toEqual([{}]);
    expect(seen.at(-1)).toMatchObject({ stage: 'download', done: content.length });
    expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).sort((a, b) => a - b));
  });

  it('is not asked for again when the part is whole', async () => {
    await writeFile(task.part, content);
    answer = noRanges;
    await download(task);
    expect(asked).toEqual([]);
  });
});

describe('a connection that breaks', () => {
  it('leaves a part that the next call completes, with the ETag of the first', async () => {
    answer = ranges({ cutAt: half });
    const first = download(task);
    await expect(first).rejects.toMatchObject({ code: 'download-failed' });
    await expect(first).rejects.toThrow(/broke after 300000 of 600000 bytes; run it again.* Ask\.$/);
    expect((await readFile(task.part)).equals(content.subarray(0, half))).toBe(true);

    answer = ranges();
    const seen: Progress[] = [];
    await download(task, { onProgress: (progress) => seen.push(progress) });
    expect(asked.at(-1)).toEqual({ range: `bytes=${half}-`, ifRange: '"v1"' });
    expect(seen.every(({ done, total }) => done > half && total === content.length)).toBe(true);
    expect((await readFile(task.part)).equals(content)).toBe(true);
  });

  it('starts anew when the file has changed meanwhile', async () => {
    await writeFile(task.part, Buffer.alloc(half, 7));
    await writeFile(`${task.part}.etag`, '"v0"');
    answer = ranges({ etag: '"v1"' });
    await download(task);
    expect((await readFile(task.part)).equals(content)).toBe(true);
  });

  it('starts anew when the server ignores ranges', async () => {
    await writeFile(task.part, content.subarray(0, half));
    answer = noRanges;
    await download(task);
    expect(asked).toEqual([{ range: `bytes=${half}-` }]);
    expect((await readFile(task.part)).equals(content)).toBe(true);
  });

  it('starts anew when the part is longer than the file', async () => {
    await writeFile(task.part, Buffer.alloc(content.length + 1));
    answer = ranges();
    await download(task);
    expect(asked).toEqual([{ range: `bytes=${content.length + 1}-` }, {}]);
    expect((await readFile(task.part)).equals(content)).toBe(true);
  });

  it('starts anew when the server sends another range than was asked for', async () => {
    await writeFile(task.part, content.subarray(0, half));
    answer = (request, response) => {
      if (!request.headers.range) return noRanges(request, response);
      response
        .writeHead(206, { 'content-range': `bytes 5-9/${content.length}` })
        .end(content.subarray(5, 10));
    };
    await download(task);
    expect((await readFile(task.part)).equals(content)).toBe(true);
  });

  it('does not lean on a weak ETag', async () => {
    answer = ranges({ etag: 'W/"v1"', cutAt: half });
    await expect(download(task)).rejects.toThrow('broke');
    expect(await readdir(folder)).toEqual(['file.part']);
  });
});

describe('failures', () => {
  it('deletes a file of another hash', async () => {
    answer = (_, response) => response.end('something else');
    const fetched = download(task);
    await expect(fetched).rejects.toMatchObject({ code: 'download-failed' });
    await expect(fetched).rejects.toThrow(`instead of ${sha1}, so it was deleted`);
    expect(await readdir(folder)).toEqual([]);
  });

  it('names address and status when the server refuses, and keeps the part', async () => {
    await writeFile(task.part, content.subarray(0, half));
    answer = (_, response) => response.writeHead(404).end('<html>gone</html>');
    const fetched = download(task);
    await expect(fetched).rejects.toMatchObject({ code: 'download-failed' });
    await expect(fetched).rejects.toThrow(`${task.url}, but the server answered 404 Not Found. Ask.`);
    expect(await readFile(task.part)).toHaveLength(half);
  });

  it('does not turn in circles when the server refuses every range', async () => {
    answer = (_, response) => response.writeHead(416).end();
    await expect(download(task)).rejects.toThrow('416');
    expect(asked).toHaveLength(1);
  });

  it('says why a server cannot be reached', async () => {
    await expect(download({ ...task, url: 'http://127.0.0.1:1/file' })).rejects.toThrow(
      /cannot be reached \(.+\)/,
    );
  });

  it('tells a full disk from a broken connection', async () => {
    answer = ranges();
    const probe = await open(join(folder, 'probe'), 'w');
    await probe.close();
    vi.spyOn(Object.getPrototypeOf(probe), 'write').mockRejectedValue(
      Object.assign(new Error('full'), { code: 'ENOSPC' }),
    );
    await expect(download(task)).rejects.toMatchObject({ code: 'disk-full' });
  });

  it('stops on request and leaves a part to go on from', async () => {
    answer = (request, response) => {
      response.writeHead(200, { etag: '"v1"', 'content-length': content.length });
      response.write(content.subarray(0, half));
      request.socket.unref();
    };
    const stop = new AbortController();
    const stopped = download(task, {
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done === half) stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    answer = ranges();
    await download(task);
    expect(asked.at(-1)).toEqual({ range: `bytes=${half}-`, ifRange: '"v1"' });
    expect((await readFile(task.part)).equals(content)).toBe(true);
  });

  it('does not begin when it was stopped before', async () => {
    await expect(download(task, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    expect(asked).toEqual([]);
  });
});
