/** Requests that break rules or waste memory and time: each gets an answer of the 4xx kind, and the server stays up. */
import { connect } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StubServer, stubServer } from '../../support/stub-server.js';

const BOUNDARY = 'a-boundary';
const type = `multipart/form-data; boundary=${BOUNDARY}`;
const part = (headers: string, body = 'x') => `--${BOUNDARY}\r\n${headers}\r\n\r\n${body}\r\n`;
const end = `--${BOUNDARY}--\r\n`;
const image = 'content-disposition: form-data; name="image"; filename="a.jpg"';

let server: StubServer;
/** Gives up slow clients soon. Work is not asked of it, which may take longer than its deadline. */
let hurried: StubServer;
beforeAll(async () => {
  server = await stubServer();
  hurried = await stubServer({ queue: { parallel: 1, longestWait: 10, deadline: 1 } });
  for (const { app } of [server, hurried]) await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => Promise.all([server.close(), hurried.close()]));

const alive = async ({ app } = server) => {
  const payload = { image: 'aaaa' };
  const { statusCode } = await app.inject({ method: 'POST', url: '/v1/detect', payload });
  expect(statusCode).toBe(200);
};

describe('a malformed form', () => {
  it.each<[string, string, string | Buffer]>([
    ['nothing at all', type, ''],
    ['the end alone', type, end],
    ['no end', type, part(image).slice(0, -2)],
    ['an end without its dashes', type, `${part(image)}--${BOUNDARY}`],
    ['a boundary that is another', type, part(image).replaceAll(BOUNDARY, 'other')],
    ['no boundary in the header', 'multipart/form-data', part(image) + end],
    ['an empty boundary', 'multipart/form-data; boundary=', part(image) + end],
    ['headers without an empty line', type, `--${BOUNDARY}\r\n${image}\r\n${end}`],
    ['a part without headers', type, `--${BOUNDARY}\r\n\r\nx\r\n${end}`],
    ['no name', type, part('content-disposition: form-data; filename="a.jpg"', '') + end],
    ['a disposition of another kind', type, part('content-disposition: attachment') + end],
    ['no disposition', type, part('content-type: image/jpeg') + end],
    ['lines that end in line feeds', type, (part(image) + end).replaceAll('\r\n', '\n')],
    ['zeros', type, Buffer.alloc(5000)],
    ['a header of 100 kB', type, part(`${image}\r\nx-long: ${'y'.repeat(100_000)}`, '') + end],
    [
      '500 parts',
      type,
      Array.from({ length: 500 }, () => part('content-disposition: form-data; name="f"')).join('') + end,
    ],
    ['two photographs', type, part(image) + part(image) + end],
    ['text where the photograph belongs', type, part('content-disposition: form-data; name="photo"') + end],
    ['a photograph of 0 bytes', type, part(image, '') + end],
    [
      'a form within the form',
      type,
      part('content-type: multipart/mixed; boundary=inner', '--inner--') + end,
    ],
    [
      'a name that would change every object',
      type,
      part('content-disposition: form-data; name="__proto__"') + end,
    ],
    ['another encoding', 'application/x-www-form-urlencoded', 'threshold=0.3'],
  ])('with %s is refused', async (_what, contentType, payload) => {
    const headers = { 'content-type': contentType };
    const { statusCode, body } = await server.app.inject({
      method: 'POST',
      url: '/v1/propose',
      headers,
      payload,
    });
    expect(statusCode, body).toBeGreaterThanOrEqual(400);
    expect(statusCode, body).toBeLessThan(500);
    expect(JSON.parse(body).error.message).not.toBe('');
    await alive();
  });
});

describe('a request that wastes', () => {
  const talk = (
    { app }: StubServer,
    lines: string,
    then?: (write: (more: string) => void) => NodeJS.Timeout,
  ) =>
    new Promise<string>((resolve) => {
      const { port } = app.server.address() as { port: number };
      const socket = connect(port, '127.0.0.1');
      let heard = '';
      socket.on('data', (data) => {
        heard += data.toString('latin1');
      });
      socket.on('error', () => undefined); // the server may close while more is being sent
      socket.write(lines);
      const timer = then?.((more) => socket.writable && socket.write(more));
      socket.on('close', () => {
        clearInterval(timer);
        resolve(heard);
      });
    });
  const post = 'POST /v1/propose HTTP/1.1\r\nhost: x\r\ncontent-type: image/png\r\n';

  it.each(['image/png', type])('announces 100 MB of %s: refused before it is read', async (contentType) => {
    const head = post.replace('image/png', contentType);
    expect(await talk(server, `${head}connection: close\r\ncontent-length: 100000000\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 413/,
    );
    await alive();
  });

  it('sends 100 MB without saying so: refused at the limit', async () => {
    const chunk = `10000\r\n${'z'.repeat(0x10000)}\r\n`;
    const heard = await talk(
      server,
      `${post}connection: close\r\ntransfer-encoding: chunked\r\n\r\n`,
      (write) => setInterval(() => write(chunk), 1),
    );
    expect(heard).toMatch(/^HTTP\/1\.1 413/);
    await alive();
  });

  it.each<[string, string]>([
    ['a byte at a time', `${post}content-length: 1000\r\n\r\n`],
    ['headers a byte at a time', 'POST /v1/detect HTTP/1.1\r\nhost: x\r\nx-slow: '],
    ['headers and no more', 'POST /v1/detect HTTP/1.1\r\n'],
  ])('sends %s: told so, and its connection closed', async (what, lines) => {
    const more = what.includes('byte');
    const heard = await talk(hurried, lines, (write) => setInterval(() => more && write('x'), 100));
    const [head, body] = heard.split('\r\n\r\n') as [string, string];
    expect(head).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(head).toContain('connection: close');
    const message = 'Expected the whole request within 1 s.';
    expect(JSON.parse(body)).toEqual({ error: { code: 'deadline', message } });
    await alive(hurried);
  });

  it.each<[string, string, RegExp]>([
    ['is no HTTP', 'how do you do\r\n\r\n', /^HTTP\/1\.1 400 .*"message":"Expected a request of HTTP/s],
    [
      'has headers of 100 kB',
      `${post}x-long: ${'y'.repeat(100_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 .*"code":"too-large"/s,
    ],
  ])('%s: told so, and its connection closed', async (_what, lines, answer) => {
    expect(await talk(server, lines)).toMatch(answer);
    await alive();
  });

  it('leaves in the middle of its upload', async () => {
    const { port } = server.app.server.address() as { port: number };
    const socket = connect(port, '127.0.0.1');
    socket.write(`${post}content-length: 1000\r\n\r\nabc`, () => socket.destroy());
    await new Promise((closed) => socket.once('close', closed));
    await alive();
  });

  it('is a picture of gigapixels in a few bytes: refused by its header', async () => {
    const png = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    const headers = { 'content-type': 'image/png' };
    const response = await server.app.inject({ method: 'POST', url: '/v1/propose', headers, payload: png });
    expect([413, 422]).toContain(response.statusCode);
    await alive();
  });
});
