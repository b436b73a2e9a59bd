import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../src/platform/node/package-root.js';
import { commandLine } from '../../../support/command-line.js';

describe('serve', () => {
  let child: ChildProcess | undefined;
  afterAll(() => child?.kill('SIGKILL'));

  it('finds the cat, says what it is, and stops in order', async () => {
    child = spawn(
      process.execPath,
      ['--import', 'tsx', 'src/cli/main.ts', 'serve', '--port', '0', '--token', 's'],
      {
        cwd: packageRoot,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const address = await addressOf(child);
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
    const closed = once(child, 'exit');
    child.kill('SIGINT');
    expect((await closed)[0]).toBe(130); // as every command that is stopped
  }, 180_000);

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
async function addressOf({ stdout, stderr }: ChildProcess): Promise<string> {
  for (const stream of [stdout!, stderr!]) stream.setEncoding('utf8');
  const lines = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface(stream)) {
      const found = /http:\/\/[^ ]+/.exec(line);
      if (found) return found[0];
    }
    return new Promise<never>(() => {});
  };
  const address = await Promise.race([lines(stdout!), lines(stderr!)]);
  for (const stream of [stdout!, stderr!]) stream.resume();
  return address;
}
