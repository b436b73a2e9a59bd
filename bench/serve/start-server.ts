/** A server of the built command line, for as long as the benchmark runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { builtProgram } from '../built-program.js';

export interface StartedServer extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly url: string;
}

/** @throws Error with what the server said, where it ended before it listened */
export async function startServer(): Promise<StartedServer> {
  const preloaded = new URL('./end-with-parent.mjs', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', preloaded, builtProgram(), 'serve', '--port', '0'], {
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
