import { afterEach, describe, expect, it } from 'vitest';
import { bundledPage } from '../../support/built-page.js';
import { form, type StubServer, stubServer } from '../../support/stub-server.js';

let server: StubServer;
afterEach(() => server.close());

describe('the page', () => {
  it('may load nothing from elsewhere, and needs no token, which it asks for', async () => {
    const folder = await bundledPage();
    server = await stubServer({ page: { folder, teach: false }, token: 'secret' });
    const get = (url: string) => server.app.inject({ url });
    const page = await get('/');
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|http|\*/);
    const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file!);
    expect(files).toEqual(['page/icon.svg', 'page/page.css', 'page/page.js']);
    for (const file of files) expect((await get(`/${file}`)).statusCode, file).toBe(200);
    expect(page.body).not.toMatch(/<style|style=|<script>|onclick/); // the policy would block them
    expect((await get('/page/info')).statusCode).toBe(401);
    const headers = { authorization: 'Bearer secret' };
    expect((await server.app.inject({ url: '/page/info', headers })).json()).toEqual({
      teach: false,
      models: ['voc'],
    });
  });

  it('says so where a model cannot show what it does', async () => {
    server = await stubServer();
    const photograph = form([{ name: 'image', value: 'x', file: 'x.png' }]);
    const response = await server.app.inject({ method: 'POST', url: '/v1/explain', ...photograph });
    expect([response.statusCode, response.json().error.message]).toEqual([
      404,
      'This model does not show what it does.',
    ]);
  });
});
