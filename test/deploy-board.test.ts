/** The dashboard of docs/deploy, with stubs of what it shows: nobody sees it without the password. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/platform/node/package-root.js';

const stubs = {
  '@bull-board/api/index.js': 'exports.createBullBoard = () => {};',
  '@bull-board/api/bullMQAdapter.js': 'exports.BullMQAdapter = class {};',
  '@bull-board/fastify/index.js':
    'exports.FastifyAdapter = class { registerPlugin() { return async (app) => app.get("/", () => "jobs"); } };',
  'bullmq/index.js': 'exports.Queue = class {};',
};

const folder = mkdtempSync(join(tmpdir(), 'board-'));
const script = join(folder, 'server.mjs');
let server: ChildProcess | undefined;
let address: string;

beforeAll(async () => {
  copyFileSync(join(packageRoot, 'docs', 'deploy', 'board', 'server.mjs'), script);
  for (const [name, text] of Object.entries(stubs)) {
    const file = join(folder, 'node_modules', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  symlinkSync(join(packageRoot, 'node_modules', 'fastify'), join(folder, 'node_modules', 'fastify'));
  const port = await freePort();
  address = `http://127.0.0.1:${port}/`;
  const env = { ...process.env, BOARD_PASSWORD: 'secret', HOST: '127.0.0.1', PORT: `${port}` };
  server = spawn(process.execPath, [script], { env, stdio: 'ignore' });
  while (!(await fetch(address).catch(() => undefined))) await wait(50);
}, 120_000);
afterAll(() => {
  server?.kill();
  rmSync(folder, { recursive: true });
});

describe('the dashboard', () => {
  const asked = (user?: string) =>
    fetch(address, { headers: user === undefined ? {} : { authorization: `Basic ${btoa(user)}` } });

  it.each([
    ['without a password', undefined],
    ['with another one', 'admin:secre'],
    ['as another user', 'root:secret'],
  ])('refuses whoever comes %s', async (_, user) => {
    const { status, headers } = await asked(user);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toContain('Basic');
  });

  it('shows itself to the user with the password', async () => {
    expect(await (await asked('admin:secret')).text()).toBe('jobs');
  });

  it('does not start without a password', () => {
    const { status, stderr } = spawnSync(process.execPath, [script], {
      env: { ...process.env, BOARD_PASSWORD: '' },
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain('BOARD_PASSWORD');
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
