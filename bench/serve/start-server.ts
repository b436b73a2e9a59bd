/** A server of the command line, for as long as the benchmark runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/node/package-root.js';

export interface StartedServer extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly url: string;
}

/** @throws Error with what the server said, where it ended before it listened */
export async function startServer(): Promise<StartedServer> {
  const main = join(packageRoot, 'src', 'cli', 'main.ts');
  const preloaded = ['tsx', new URL('./end-with-parent.mjs', import.meta.url).href];
  const flags = preloaded.flatMap((module) => ['--import', module]);
  const child = spawn(process.execPath, [...flags, main, 'serve', '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  let said = '';
  for await (const chunk of child.stderr!) {
    said += chunk;
    const [url] = /http:\/\/[\d.:]+/.exec(said) ?? [];
    if (url === undefined) continue;
    child.stderr!.resume();
    return { child, url, [Symbol.asyncDispose]: stop };
  }
  throw new Error(`The server did not start: ${said}`);
}
