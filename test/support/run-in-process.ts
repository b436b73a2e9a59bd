import { vi } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.js';

/** Runs the command line in this process: for tests of many commands, each of which would take seconds to start. */
export async function runInProcess(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const text = { out: '', err: '' };
  const into = (key: 'out' | 'err') => (chunk: unknown) => {
    text[key] += String(chunk);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(into('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(into('err')),
  ];
  try {
    return { code: await runCommandLine(args), ...text };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
