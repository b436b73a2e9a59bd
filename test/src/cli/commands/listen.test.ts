import Fastify, { type FastifyListenOptions } from 'fastify';
import { expect, it } from 'vitest';
import { listen } from '../../../../src/cli/commands/serve/listen.js';

it('says that --host is no address of this machine', async () => {
  const app = Fastify();
  const refused = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  app.listen = async () => Promise.reject(refused);
  await expect(listen(app, { host: '300.1.1.1', port: 0 })).rejects.toThrow(
    /Expected --host to be an address of this machine.*got 300\.1\.1\.1/,
  );
});

it('lets a thousand clients connect at once', async () => {
  const app = Fastify();
  let backlog = 0;
  app.listen = (async (options: FastifyListenOptions) => {
    backlog = options.backlog ?? 511; // Node's own
    return '';
  }) as typeof app.listen;
  await listen(app, { host: '127.0.0.1', port: 0 });
  expect(backlog).toBeGreaterThanOrEqual(1000);
});
