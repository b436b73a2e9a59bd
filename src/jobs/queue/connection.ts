import { once } from 'node:events';
import { connect } from 'node:net';
import { RcnnError } from '../../errors.js';

/** A store of queues, as BullMQ takes it. */
export interface QueueConnection {
  /** The package that speaks to it. */
  readonly driver: 'ioredis' | 'pg';
  readonly options: object;
  readonly host: string;
  readonly port: number;
  /** BullMQ's own, Redis, unless it is given; typed as that, since one class serves either store. */
  readonly backend: undefined;
}

/** Milliseconds until a store that does not answer is given up. */
const CONNECT_TIMEOUT = 10_000;

/**
 * @param bull needed for PostgreSQL
 * @throws RcnnError `bad-option` for an address of neither store
 */
export function connectionOf(
  address: string,
  bull?: { readonly createPostgresBackend: unknown },
): QueueConnection {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const place = (usual: number) => ({
    host: url?.hostname.replace(/^\[|\]$/g, '') || '127.0.0.1',
    port: Number(url?.port) || usual,
  });
  switch (url?.protocol) {
    case 'redis:':
    case 'rediss:':
      return { driver: 'ioredis', ...place(6379), options: redisOptions(url), backend: undefined };
    case 'postgres:':
    case 'postgresql:': {
      const options = { connectionString: address, migrate: true, connectionTimeoutMillis: CONNECT_TIMEOUT };
      return { driver: 'pg', ...place(5432), options, backend: bull?.createPostgresBackend as undefined };
    }
    default:
      throw new RcnnError(
        'bad-option',
        `Expected --queue to be like redis://host:6379 or postgres://user:password@host/database, but got ${describeQueue(address)}.`,
      );
  }
}

/**
 * An address without user, password and query, for messages. A password may hold `/`, `@` or `?` as they are, so whatever
 * may still belong to one is left out.
 */
export function describeQueue(address: string): string {
  const [, scheme = '', rest = ''] = /^(\w+:\/\/)?(.*)$/s.exec(address)!;
  const [place, ...query] = rest.split(/[?#]/);
  if (query.some((part) => part.includes('@'))) return `${scheme}...`;
  return scheme + place!.slice(place!.lastIndexOf('@') + 1);
}

/** @throws what the system says when nobody listens there */
export async function expectListener({ host, port }: Pick<QueueConnection, 'host' | 'port'>): Promise<void> {
  const socket = connect({ host, port, timeout: CONNECT_TIMEOUT });
  socket.once('timeout', () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

function redisOptions({ protocol, hostname, port, username, password, pathname }: URL): object {
  const database = /^\/(\d+)$/.exec(pathname)?.[1];
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6379 : Number(port),
    connectTimeout: CONNECT_TIMEOUT,
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(database !== undefined && { db: Number(database) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}
