import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../../../src/platform/node/package-root.js';
import { commandLine } from '../../../support/command-line.js';
import { program } from '../../../support/program.js';
import { writeTinyDetector } from '../../../support/tiny-detector.js';

/** Milliseconds: a process of its own takes a second to start, a minute where all cores are taken. */
const STARTS = 180_000;

describe('serve', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));
  const start = async (...options: string[]) => {
    const args = [program, 'serve', '--port', '0', ...options];
    child = spawn(process.execPath, args, { cwd: packageRoot, stdio: ['ignore', 'ignore', 'pipe'] });
    return { child, address: await addressOf(child), closed: once(child, 'exit') };
  };

  it(
    'finds the cat, says what it is, and stops in order',
    async () => {
      const { child, address, closed } = await start('--token', 's');
      expect(address).toMatch(/^http:\/\/127\.0\.0\.1:/); // nobody else's machine reaches it unless asked to
      const image = await readFile(join(packageRoot, 'examples/images/chelsea.png'));
      const body = new FormData();
      body.set('image', new Blob([new Uint8Array(image)]), 'chelsea.png');
      const headers = { authorization: 'Bearer s' };
      expect((await fetch(`${address}/v1/models`)).status).toBe(401);
      const response = await fetch(`${address}/v1/detect?threshold=0.3`, { method: 'POST', headers, body });
      const { detections, ...rest } = (await response.json()) as { detections: { class: string }[] };
      expect(detections.map(({ class: name }) => name)).toContain('cat');
      expect(rest).toMatchObject({ image: 'chelsea.png', width: 451, height: 300, model: 'voc' });
      child.kill('SIGINT');
      expect((await closed)[0]).toBe(130); // as every command that is stopped
    },
    STARTS,
  );

  it(
    'finishes what it is at on SIGTERM, and refuses what comes then',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'serve-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      const { child, address, closed } = await start(
        '--model',
        await writeTinyDetector(folder),
        '--deadline',
        '900',
      );
      const image = await noise({ width: 1000, height: 800 }); // which takes seconds
      const detect = () => fetch(`${address}/v1/detect`, { method: 'POST', body: new Uint8Array(image) });
      const running = detect();
      const underWay = async () =>
        (await (await fetch(`${address}/metrics`)).text()).includes(`in_progress 1`);
      while (!(await underWay())) await wait(10);
      child.kill('SIGTERM');
      await said(child, 'Finishing what was accepted.');
      const late = await detect().then(
        async (response) => [response.status, await response.json()],
        ({ cause }) => cause.code,
      );
      expect([
        [503, { error: { code: 'busy', message: 'The server is shutting down.' } }],
        'ECONNREFUSED',
      ]).toContainEqual(late);
      expect((await running).status).toBe(200);
      expect(await closed).toEqual([143, null]);
    },
    STARTS,
  );

  it.each<[string, string[], RegExp]>([
    ['a port that is none', ['--port', '70000'], /--port.*70000/],
    ['no room for a request', ['--body-limit', '0'], /--body-limit.*above 0/],
    ['a folder that is not there', ['--local-files', 'nowhere'], /folder at nowhere/],
    ['the same model twice', ['--model', 'voc', 'voc'], /two are called voc/],
  ])('refuses %s', (_what, options, message) => {
    const { code, err } = commandLine('serve', ...options);
    expect(err).toMatch(message);
    expect(code).not.toBe(0);
  });
});

/** The address that the server prints once it listens. */
async function addressOf(child: ChildProcess): Promise<string> {
  return /http:\/\/[^ ]+/.exec(await said(child, 'Serving '))![0];
}

/** Waits for a line of the server's messages. */
function said({ stderr }: ChildProcess, words: string): Promise<string> {
  return new Promise((resolve) => {
    const lines = createInterface(stderr!);
    lines.on('line', (line) => {
      if (line.includes(words)) resolve(line);
    });
  });
}

/** A photograph whose every pixel differs from the next. */
function noise(size: { readonly width: number; readonly height: number }): Promise<Buffer> {
  const grain = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  return sharp({ create: { ...size, channels: 3, background: 'gray', noise: grain } })
    .jpeg()
    .toBuffer();
}
