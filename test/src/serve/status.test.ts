import Fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { requestLog } from '../../../src/serve/request-log.js';
import { type StubServer, stubServer } from '../../support/stub-server.js';

const photograph = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
let server: StubServer;
afterEach(() => server.close());

describe('a token', () => {
  const payload = { image: photograph.toString('base64') };
  it.each<[string, string, Record<string, string>, number]>([
    ['none', '/v1/detect', {}, 401],
    ['a wrong one', '/v1/detect', { authorization: 'Bearer secreT' }, 401],
    ['the right one', '/v1/detect', { authorization: 'Bearer secret' }, 200],
    ['as X-AnyLabeling sends it', '/v1/detect', { token: 'secret' }, 200],
    ['in the query', '/v1/detect?api_key=secret', {}, 200],
  ])('%s', async (_what, url, headers, status) => {
    server = await stubServer({ token: 'secret' });
    const response = await server.app.inject({ method: 'POST', url, headers, payload });
    expect(response.statusCode).toBe(status);
  });

  it('is not asked of probes', async () => {
    server = await stubServer({ token: 'secret' });
    for (const url of ['/livez', '/readyz', '/health', '/metrics', '/v1/status/updateavailable']) {
      expect((await server.app.inject({ url })).statusCode, url).toBe(200);
    }
  });
});

describe('the query of an address, which may hold the token', () => {
  it.each<[string, string]>([
    ['no such route', '/v1/nothing?api_key=sesame'],
    ['an address that is none', '/v1/%E0%A4?api_key=sesame'],
    ['a long parameter', `/v1/vision/custom/${'a'.repeat(300)}?api_key=sesame`],
  ])('is not in the answer: %s', async (_what, url) => {
    server = await stubServer({ token: 'sesame' });
    const { statusCode, body } = await server.app.inject({ method: 'POST', url });
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(body).toContain('POST /v1/');
    expect(body).not.toContain('sesame');
  });

  it('is not in the log', async () => {
    let log = '';
    const stream = { write: (line: string) => void (log += line) };
    const app = Fastify({ logger: { ...requestLog('info'), stream } });
    app.get('/health', async () => 'healthy');
    await app.inject({ url: '/health?api_key=sesame' });
    await app.close();
    expect(log).toContain('"url":"/health"');
    expect(log).not.toContain('sesame');
  });
});

describe('status', () => {
  it('is ready when a detection works', async () => {
    server = await stubServer();
    expect((await server.app.inject({ url: '/readyz' })).json()).toEqual({ status: 'ready' });
    await server.app.inject({ url: '/readyz' });
    expect(server.calls).toHaveLength(1); // within a minute one success is enough
  });

  it('tries a small picture, whose time says nothing of a photograph', async () => {
    let end: (() => void) | undefined;
    server = await stubServer({}, async ({ count }) => {
      if (count === 1)
        await new Promise<void>((done) => {
          end = done;
        });
    });
    await server.app.inject({ url: '/readyz' });
    const payload = { image: photograph.toString('base64'), count: 1 };
    const detection = server.app.inject({ method: 'POST', url: '/v1/detect', payload });
    while (!end) await new Promise((next) => setImmediate(next));
    const { body } = await server.app.inject({ url: '/metrics' });
    end();
    await detection;
    const wait = /^googlenet_rcnn_queue_expected_wait_seconds (\S+)$/m.exec(body)?.[1];
    expect(Number(wait)).toBeGreaterThanOrEqual(1); // the first guess: nothing was measured yet
    expect(body).not.toContain('googlenet_rcnn_stage_duration_seconds_count{');
  });

  it('is not ready when none does', async () => {
    server = await stubServer({}, () => Promise.reject(new Error('the runtime is gone')));
    expect((await server.app.inject({ url: '/readyz' })).statusCode).toBe(503);
    expect((await server.app.inject({ url: '/livez' })).statusCode).toBe(200);
  });

  it('counts requests and times stages', async () => {
    server = await stubServer();
    await server.app.inject({ method: 'POST', url: '/v1/detect', payload: { image: 'aaaa' } });
    await server.app.inject({ method: 'POST', url: '/v1/detect', payload: {} });
    const { body } = await server.app.inject({ url: '/metrics' });
    expect(body).toContain('googlenet_rcnn_request_total{route="/v1/detect",status="200"} 1');
    expect(body).toContain('googlenet_rcnn_request_total{route="/v1/detect",status="400"} 1');
    expect(body).toContain('googlenet_rcnn_stage_duration_seconds_sum{stage="classify"} 0.03');
  });

  it('describes itself to programs and people', async () => {
    server = await stubServer();
    expect((await server.app.inject({ url: '/openapi.json' })).json().paths).toHaveProperty('/v1/detect');
    const { body } = await server.app.inject({ url: '/docs' });
    for (const part of ['<a href="#post-v1-detect">POST /v1/detect</a>', '<section id="post-v1-detect">'])
      expect(body).toContain(part);
    const missing = await server.app.inject({ url: '/v1/nothing' });
    expect([missing.statusCode, missing.json().error.code]).toEqual([404, 'not-found']);
  });

  it('describes itself without the token that its routes need, and says how to send one', async () => {
    server = await stubServer({ token: 'secret' });
    const { statusCode, body } = await server.app.inject({
      url: '/docs',
      headers: { host: 'cameras.lan:81' },
    });
    expect(statusCode).toBe(200);
    expect(body).toContain(
      'curl -H &quot;Authorization: Bearer TOKEN&quot; -F image=@photo.jpg http://cameras.lan:81/v1/detect',
    );
    expect((await server.app.inject({ url: '/openapi.json' })).statusCode).toBe(200);
  });

  it.each<['GET' | 'POST' | 'DELETE', string, string]>([
    ['GET', '/v1/detect', 'POST'],
    ['GET', '/v1/detect/?threshold=0.3', 'POST'],
    ['POST', '/v1/models', 'GET, HEAD'],
    ['GET', '/v2/models/voc/infer', 'POST'],
    ['DELETE', '/v1/vision/custom/list', 'GET, HEAD, POST'],
    ['GET', '/labelstudio/predict', 'POST'],
  ])('says of %s %s which methods there are: %s', async (method, url, allow) => {
    server = await stubServer();
    const { statusCode, headers } = await server.app.inject({ method, url });
    expect([statusCode, headers.allow]).toEqual([405, allow]);
  });

  it('tells whoever has no token of no route', async () => {
    server = await stubServer({ token: 'secret' });
    const { statusCode, headers } = await server.app.inject({ url: '/v1/detect' });
    expect([statusCode, headers.allow]).toEqual([401, undefined]);
  });
});
