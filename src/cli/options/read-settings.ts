import { RcnnError } from '../../errors.js';
import { readFileUpTo } from '../../platform/node/open-file.js';

/** Settings are some lines. */
const MAX_BYTES = 2 ** 20;

/** What a file of settings holds, unchecked. @throws RcnnError `file-not-found`, `bad-option` when it is no JSON */
export async function readSettings(path: string): Promise<unknown> {
  const bytes = await readFileUpTo(path, MAX_BYTES).catch((cause: Error) => {
    const message = `Expected a file of settings at ${path}, but it cannot be read: ${cause.message}.`;
    throw new RcnnError('file-not-found', message, { cause });
  });
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new RcnnError('bad-option', `Expected ${path} to be JSON like {"epochs": 10}, but it is not.`, {
      cause,
    });
  }
}
