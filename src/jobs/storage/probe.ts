import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { removeEmptyFolders } from '../../platform/node/remove-empty.js';
import { FolderStorage } from './folder-storage.js';
import type { Storage } from './storage.js';

/** A guarantee that workers rely on. */
interface Probe {
  readonly name: string;
  /** What would go wrong without it. */
  readonly purpose: string;
  /** Returns what was seen; throws an Error that says what was not. */
  readonly look: (storage: Storage) => Promise<string>;
}

/** Writers at once, and objects that each writes: enough to meet. */
const WRITERS = 8;
const ROUNDS = 4;

/** Bytes: more than one packet, block or part of a write. */
const LARGE = 4 << 20;

type Body = (storage: Storage, key: (name: string) => string) => Promise<string>;

/** In a folder of its own, which is removed: one above it would have to stay for probes of other machines. */
async function inFolder(storage: Storage, body: Body): Promise<string> {
  const folder = `probe-${randomBytes(8).toString('hex')}/`;
  try {
    return await body(storage, (name) => `${folder}${name}`);
  } finally {
    await storage.removeFolder(folder);
  }
}

/** Tries a storage by `work`, which makes its folder where there is none: what is empty of it afterwards is removed. */
export async function withoutTrace<T>(storage: Storage, work: () => Promise<T>): Promise<T> {
  const folder = storage instanceof FolderStorage ? resolve(storage.url) : undefined;
  // Where it cannot be made, the work says so.
  const made = folder && (await mkdir(folder, { recursive: true }).catch(() => undefined));
  try {
    return await work();
  } finally {
    if (made) await removeEmptyFolders(folder, resolve(made));
  }
}

const readAfterWrite: Body = async (storage, key) => {
  for (let i = 0; i < WRITERS; i++) {
    await storage.create(key(`${i}`), `${i}`);
    const found = await storage.read(key(`${i}`));
    if (found?.toString() !== `${i}`)
      throw new Error(`an object was ${found ? 'another' : 'not there'} at once`);
  }
  const folder = key('');
  const listed = (await storage.list(folder)).length;
  if (listed !== WRITERS) throw new Error(`of ${WRITERS} objects ${listed} were listed at once`);
  return `${WRITERS} objects read and listed at once`;
};

const createsOnce: Body = async (storage, key) => {
  await storage.create(key('once'), 'first');
  const again = await storage.create(key('once'), 'second');
  const found = (await storage.read(key('once')))?.toString();
  if (again || found !== 'first')
    throw new Error('a second write replaced the first: conditions are ignored');
  return 'a second write is refused';
};

const oneWins: Body = async (storage, key) => {
  for (let round = 0; round < ROUNDS; round++) {
    const name = key(`round-${round}`);
    const writers = Array.from({ length: WRITERS }, (_, i) => storage.create(name, `${i}`));
    const wrote = await Promise.all(writers);
    const winners = wrote.flatMap((own, i) => (own ? [`${i}`] : []));
    const found = (await storage.read(name))?.toString();
    if (winners.length !== 1 || winners[0] !== found) {
      throw new Error(`of ${WRITERS} writers at once ${winners.length} were told that they wrote`);
    }
  }
  return `of ${WRITERS} writers at once one wrote, ${ROUNDS} times`;
};

const neverHalf: Body = async (storage, key) => {
  const data = Buffer.alloc(LARGE, 7);
  let done = false;
  let reads = 0;
  const watch = async () => {
    while (!done) {
      const length = (await storage.read(key('large')))?.length;
      if (length !== undefined && length !== LARGE)
        throw new Error(`an object was seen with ${length} of ${LARGE} bytes`);
      reads++;
    }
  };
  const write = storage.create(key('large'), data).finally(() => {
    done = true;
  });
  await Promise.all([write, watch()]);
  const length = (await storage.read(key('large')))?.length;
  if (length !== LARGE) throw new Error(`an object of ${LARGE} bytes came back with ${length ?? 0}`);
  return `${reads} reads while ${LARGE >> 20} MiB were written saw all or nothing`;
};

export const storageProbes: readonly Probe[] = [
  probe('read after write', 'a unit that is done is seen by all workers', readAfterWrite),
  probe('conditional create', 'a result is never replaced', createsOnce),
  probe('exclusive create', 'of several workers with one unit, one writes it', oneWins),
  probe('whole objects', 'nobody reads half of a result', neverHalf),
];

function probe(name: string, purpose: string, body: Body): Probe {
  return { name, purpose, look: (storage) => inFolder(storage, body) };
}
