import { readFile } from 'node:fs/promises';
import { RcnnError } from '../../errors.js';

/** What a file of settings holds, unchecked. @throws RcnnError `file-not-found`, `bad-option` when it is no JSON */
export async function readSettings(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new RcnnError('file-not-found', `Expected a file of settings at ${path}, but it cannot be read.`, {
      cause,
    });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RcnnError('bad-option', `Expected ${path} to be JSON like {"epochs": 10}, but it is not.`, {
      cause,
    });
  }
}
