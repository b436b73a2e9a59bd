import { spawn } from 'node:child_process';
import { throwIfAborted } from '../errors.js';

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

interface CommandResult {
  /** 0 is success; -1 when the program does not exist. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Enough for a compiler's first errors, without keeping megabytes of a chatty one. */
const KEPT_CHARACTERS = 100_000;

/**
 * Runs a program to its end, without a shell.
 *
 * @throws RcnnError `aborted` after the program was ended on request
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  { cwd, env, signal }: CommandOptions = {},
): Promise<CommandResult> {
  throwIfAborted(signal);
  const result = await new Promise<CommandResult>((resolve, reject) => {
    const output = { stdout: '', stderr: '' };
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      ...(cwd !== undefined && { cwd }),
      ...(signal && { signal }),
    });
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] = (output[stream] + text).slice(0, KEPT_CHARACTERS);
      });
    }
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) return; // `close` follows once the program has ended
      if (error.code === 'ENOENT') resolve({ code: -1, ...output });
      else reject(error);
    });
    child.once('close', (code) => resolve({ code: code ?? 1, ...output }));
  });
  throwIfAborted(signal);
  return result;
}

/** The end of a program's complaint, indented, for an error message. */
export function lastLines(text: string, count = 8): string {
  const lines = text.trimEnd().split('\n').slice(-count);
  return lines.map((line) => `  ${line}`).join('\n');
}

/** The lines of a program's output that speak of errors, or its last ones when none does. */
export function errorLines(text: string, count = 3): string {
  const errors = text.split('\n').filter((line) => /\berror: |cannot|no such/i.test(line));
  return lastLines(errors.slice(0, count).join('\n') || text, count);
}
