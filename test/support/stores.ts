/** Real Redis and PostgreSQL servers on loopback, on data of their own; absent where they are not installed. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface Store {
  readonly url: string;
  /** Ends the server as a crash does, and starts it again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const redisServer = program('redis-server');
const initdb = program('initdb');

/** For `describe.skipIf`. */
export const hasRedis = redisServer !== undefined;
export const hasPostgres = initdb !== undefined;

/** With an append-only file, as `docs/scale.md` asks for. */
export async function startRedis(): Promise<Store> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const options = ['--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction'];
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, ...options];
  return started({
    url: `redis://127.0.0.1:${port}`,
    port,
    folder,
    start: () => spawn(redisServer!, args, { stdio: 'ignore' }),
  });
}

export async function startPostgres(): Promise<Store> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  // It refuses to run as root: then as nobody.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  if ('uid' in nobody) chownSync(folder, nobody.uid!, nobody.gid!);
  const data = join(folder, 'data');
  execFileSync(initdb!, ['-D', data, '-U', 'test', '-A', 'trust', '--no-sync'], {
    ...nobody,
    stdio: 'ignore',
  });
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    `unix_socket_directories=${folder}`,
  ];
  const server = join(dirname(initdb!), 'postgres');
  const start = () => spawn(server, args, { ...nobody, stdio: 'ignore' });
  return started({ url: `postgres://test@127.0.0.1:${port}/postgres`, port, folder, start });
}

interface Plan {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  readonly start: () => ChildProcess;
}

async function started({ url, port, folder, start }: Plan): Promise<Store> {
  let server = start();
  await listens(port);
  const end = async (signal: NodeJS.Signals) => {
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  };
  return {
    url,
    restart: async () => {
      await end('SIGKILL');
      // PostgreSQL refuses while processes of the old server still end.
      for (let up = false; !up; ) {
        server = start();
        const ended = once(server, 'exit').then(() => wait(200, false));
        up = await Promise.race([listens(port).then(() => true), ended]);
      }
    },
    stop: async () => {
      await end('SIGINT'); // PostgreSQL: without waiting for clients
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** On the path, or where Debian puts the programs of PostgreSQL. */
function program(name: string): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian)
    ? readdirSync(debian).map((version) => join(debian, version, 'bin'))
    : [];
  const folders = [...(process.env['PATH'] ?? '').split(':'), ...versions.sort().reverse()];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listens(port: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (open) return;
    await wait(100);
  }
  throw new Error(`Nothing listens at port ${port}.`);
}
