import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type StubServer, stubServer } from '../../support/stub-server.js';

const photograph = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const HEAD = 'POST /v1/detect HTTP/1.1\r\nhost: x\r\ncontent-type: image/png\r\n';

let server: StubServer;
/** Ends the detections under way, the first of them first. */
let release: (() => void)[];
afterEach(() => server.close());

/** One detection takes until it is released, and a second would wait too long. */
async function busyServer(): Promise<void> {
  release = [];
  const work = () => new Promise<void>((done) => release.push(done));
  server = await stubServer({ queue: { parallel: 1, longestWait: 0.5, deadline: 30, firstGuess: 1 } }, work);
}

function detect() {
  const payload = { image: photograph.toString('base64') };
  return server.app.inject({ method: 'POST', url: '/v1/detect', payload });
}

async function underWay(): Promise<void> {
  while (release.length === 0) await new Promise((next) => setImmediate(next));
}

function connected() {
  const { port } = server.app.server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  return { socket, answer: async () => String((await once(socket, 'data'))[0]) };
}

it('a server that closes finishes what it accepted, and refuses the rest', async () => {
  await busyServer();
  const first = detect();
  await underWay();
  const closed = server.close();
  const refused = await detect();
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5']);
  release[0]!();
  expect((await first).statusCode).toBe(200);
  await closed;
});

describe('a server without room', () => {
  it('refuses with 429 and Retry-After what would wait too long', async () => {
    await busyServer();
    const first = detect();
    await underWay();
    const refused = await detect();
    expect([refused.statusCode, refused.headers['retry-after'], refused.json().error.code]).toEqual([
      429,
      '1',
      'busy',
    ]);
    release[0]!();
    expect((await first).statusCode).toBe(200);
  });

  it('refuses before it is sent the photograph, on a connection that stays good', async () => {
    await busyServer();
    const first = detect();
    await underWay();
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const { socket, answer } = connected();
    socket.write(`${HEAD}content-length: 9\r\n\r\n`);
    expect(await answer()).toMatch(/^HTTP\/1.1 429/);
    socket.write('too late.GET /livez HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(await answer()).toMatch(/^HTTP\/1.1 200/);
    socket.destroy();
    release[0]!();
    expect((await first).statusCode).toBe(200);
  });

  it('refuses clients that ask first before it tells them to send, and tells the others', async () => {
    await busyServer();
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const ask = () => {
      const connection = connected();
      connection.socket.write(`${HEAD}expect: 100-continue\r\ncontent-length: ${photograph.length}\r\n\r\n`);
      return connection;
    };
    const first = ask();
    expect(await first.answer()).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\n$/);
    first.socket.write(photograph);
    await underWay();
    const second = ask();
    expect(await second.answer()).toMatch(/^HTTP\/1.1 429/);
    release[0]!();
    expect(await first.answer()).toMatch(/^HTTP\/1.1 200/);
    for (const { socket } of [first, second]) socket.destroy();
  });
});
