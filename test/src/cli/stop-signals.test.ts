/** Ctrl-C and SIGTERM end every command alike; standard output that cannot be written is told without a stack. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/platform/node/package-root.js';
import { drawScene } from '../../support/photographs.js';
import { program } from '../../support/program.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';

const folder = mkdtempSync(join(tmpdir(), 'stop-'));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Milliseconds: processes of their own take a second each to start, a minute where all cores are taken. */
const STARTS = 300_000;

let model: string;
const photograph = join(folder, 'one.png');
beforeAll(async () => {
  model = await writeTinyDetector(folder);
  await drawScene(photograph, { seed: 1 });
});

function start(args: readonly string[], stdout: 'pipe' | number = 'pipe') {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: packageRoot,
    stdio: ['ignore', stdout, 'pipe'],
  });
  children.push(child);
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said.err += chunk;
  });
  return { child, said, closed: once(child, 'close') };
}

describe('a command over many images', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'finishes the one at hand on %s and ends with %i',
    async (signal, code) => {
      // The same photograph by other names: each is done once.
      const images = Array.from({ length: 600 }, (_, i) => `${folder}/${'./'.repeat(i)}one.png`);
      const { child, said, closed } = start([
        'detect',
        ...images,
        '--model',
        model,
        '--json',
        '--count',
        '20',
      ]);
      while (!said.out.includes('\n')) await wait(20);
      child.kill(signal);
      expect(await closed).toEqual([code, null]);
      const lines = said.out.split('\n');
      expect(lines.pop()).toBe('');
      expect(lines.length).toBeLessThan(600);
      for (const line of lines) expect(JSON.parse(line)).toHaveProperty('detections');
      expect(said.err).toContain(
        `Stopped after ${lines.length} of 600 images; ${images[lines.length]} would be next.\n`,
      );
    },
    STARTS,
  );
});

describe.skipIf(process.platform !== 'linux')('standard output', () => {
  it(
    'that is full is told in a sentence',
    async () => {
      const full = openSync('/dev/full', 'w');
      const { said, closed } = start(['summary', '--json'], full);
      expect(await closed).toEqual([1, null]);
      closeSync(full);
      expect(stripVTControlCharacters(said.err)).toMatch(
        /^error Expected to write to standard output, but no space is left there\..*\n$/,
      );
    },
    STARTS,
  );

  it(
    'whose reader goes away ends the command quietly',
    async () => {
      const { child, said, closed } = start([
        'detect',
        photograph,
        '--model',
        model,
        '--json',
        '--count',
        '20',
      ]);
      child.stdout?.destroy();
      const [code] = await closed;
      expect({ code, err: said.err }).toEqual({ code: 0, err: '' });
    },
    STARTS,
  );
});
