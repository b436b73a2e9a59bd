/** Docs that say where things are, against the tree: a map with a wrong street is worse than none. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/platform/node/package-root.js';

const text = readFileSync(join(packageRoot, 'docs', 'architecture.md'), 'utf8');
const exists = (path: string) => existsSync(join(packageRoot, path));
const foldersIn = (folder: string) =>
  readdirSync(join(packageRoot, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);
const rooms = [...foldersIn('src'), 'detection', 'proposals', 'eval'].sort();

describe('docs/architecture.md', () => {
  it('lists every room, and no other', () => {
    const [, list = ''] = /## The rooms[^`]*`[^`]*`[^`]*`[^`]*`[^`]*```\n(.*?)```/s.exec(text) ?? [];
    const named = [...list.matchAll(/^([a-z/]+)\/ /gm)].map(([, room]) => room);
    expect(named.sort()).toEqual(rooms);
  });

  it('names files and folders that are there', () => {
    const paths = [...text.matchAll(/`((?:src|detection|proposals|eval|test|docs|models)\/[\w./-]+)`/g)];
    const missing = paths.map(([, path]) => path!).filter((path) => !exists(path));
    expect(paths.length).toBeGreaterThan(40);
    expect(missing).toEqual([]);
  });

  it('names, beside a folder, files of that folder or the one above', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
    const strange = rows.flatMap((row) => {
      const names = [...row.matchAll(/`([\w./-]+)`/g)].map(([, name]) => name!);
      const folders = names.filter((name) => name.includes('/')).map((name) => name.replace(/[^/]*$/, ''));
      return names
        .filter((name) => /^[\w-]+\.ts$/.test(name))
        .filter((name) => !folders.some((at) => exists(join(at, name)) || exists(join(at, '..', name))));
    });
    expect(strange).toEqual([]);
  });
});

it('docs/faults.md names tests that are there', () => {
  const faults = readFileSync(join(packageRoot, 'docs', 'faults.md'), 'utf8');
  const tests = [...faults.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, test]) => test!);
  expect(tests.length).toBeGreaterThan(40);
  expect(tests.filter((test) => !exists(join('test', test)))).toEqual([]);
});

describe('the import rules', () => {
  it('speak of every room, and no other', () => {
    const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
      forbidden: { name: string }[];
    };
    const ruled = forbidden.flatMap(({ name }) => /^(.*)-imports-downwards$/.exec(name)?.[1] ?? []);
    expect(ruled.sort()).toEqual(rooms);
  });
});
