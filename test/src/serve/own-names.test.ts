import { afterEach, describe, expect, it } from 'vitest';
import { isOwnName } from '../../../src/serve/own-names.js';
import { type StubServer, stubServer } from '../../support/stub-server.js';

it.each<[string, boolean]>([
  ['127.0.0.1:8080', true],
  ['192.168.1.20', true],
  ['[::1]:8080', true],
  ['localhost:8080', true],
  ['a.localhost', true],
  ['Given.lan:8080', true],
  ['evil.example:8080', false],
  ['localhost.evil.example', false],
  ['127.0.0.1.evil.example', false],
  ['notlocalhost', false],
  ['', false],
])('isOwnName(%s): %s', (host, own) => {
  expect(isOwnName(host, ['given.lan'])).toBe(own);
});

describe('a server for pages of its own', () => {
  let server: StubServer;
  afterEach(() => server.close());
  const detect = (headers: Record<string, string>) =>
    server.app.inject({ method: 'POST', url: '/v1/detect', headers, payload: { image: 'aaaa' } });

  it.each<[string, number, Record<string, string>]>([
    ['its page', 200, { origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' }],
    ['a program, by the name of a container', 200, { host: 'detector:8080' }],
    ['a page of another site', 403, { origin: 'http://evil.example', host: '127.0.0.1:8080' }],
    ['a page whose name points here', 403, { origin: 'http://evil.example:8080', host: 'evil.example:8080' }],
    ['a page without a name', 403, { origin: 'null', host: '127.0.0.1:8080' }],
  ])('answers %s: %i', async (_who, status, headers) => {
    server = await stubServer({ ownPagesOnly: true });
    const response = await detect(headers);
    expect(response.statusCode, response.body).toBe(status);
    if (status === 403) expect(response.json().error.code).toBe('unauthorized');
  });

  it('is one only when told so: proxies have names of their own', async () => {
    server = await stubServer();
    expect((await detect({ origin: 'https://proxy.example' })).statusCode).toBe(200);
  });
});
