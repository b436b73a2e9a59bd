import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { appendLine } from '../../../../src/platform/node/append-line.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lines-'));
  file = join(folder, 'lines');
});
afterEach(() => rmSync(folder, { recursive: true }));

const add = (text: string) => appendLine(file, Buffer.from(text));
const text = () => readFileSync(file, 'utf8');

it('says where each line begins', async () => {
  expect([await add('one\n'), await add('two\n')]).toEqual([0, 4]);
  expect(text()).toBe('one\ntwo\n');
  expect(existsSync(`${file}.lock`)).toBe(false);
});

it.each([
  ['shorter than a block', 10],
  ['of several blocks', 200_000],
])('cuts off half a line %s', async (_, length) => {
  await add('one\n');
  appendFileSync(file, 'x'.repeat(length));
  expect(await add('two\n')).toBe(4);
  expect(text()).toBe('one\ntwo\n');
});

it('cuts off half a line that is all there is', async () => {
  writeFileSync(file, 'half');
  expect(await add('one\n')).toBe(0);
  expect(text()).toBe('one\n');
});

it('waits while another process writes', async () => {
  writeFileSync(file, 'half');
  writeFileSync(`${file}.lock`, '');
  const added = add('two\n');
  await setTimeout(100);
  expect(text()).toBe('half'); // not cut either
  appendFileSync(file, ' and whole\n');
  rmSync(`${file}.lock`);
  expect(await added).toBe(15);
  expect(text()).toBe('half and whole\ntwo\n');
});

it('takes over the lock of a process that was killed', async () => {
  writeFileSync(`${file}.lock`, '');
  const before = new Date(Date.now() - 60_000);
  utimesSync(`${file}.lock`, before, before);
  expect(await add('one\n')).toBe(0);
});

it('says which file cannot be written', async () => {
  file = join(folder, 'missing', 'lines');
  await expect(add('one\n')).rejects.toMatchObject({
    code: 'bad-file',
    message: expect.stringContaining(file),
  });
});
