import { exitCode } from '../command.js';
import { fail } from './output.js';

type Failure = NodeJS.ErrnoException;

/**
 * Ends the process when nobody takes what it writes: quietly when the reader went away (`| head`), with the reason
 * when standard output cannot be written. Without standard error the work goes on.
 */
export class OutputErrors implements Disposable {
  constructor() {
    process.stdout.on('error', onResults);
    process.stderr.on('error', onMessages);
  }

  [Symbol.dispose](): void {
    process.stdout.removeListener('error', onResults);
    process.stderr.removeListener('error', onMessages);
  }
}

function onResults(error: Failure): void {
  if (error.code !== 'EPIPE') {
    const reason = error.code === 'ENOSPC' ? 'no space is left there' : error.message;
    fail(`Expected to write to standard output, but ${reason}. What was to come is lost.`);
  }
  process.exit(error.code === 'EPIPE' ? exitCode.done : exitCode.partlyFailed);
}

function onMessages(error: Failure): void {
  if (error.code === 'EPIPE') process.exit(exitCode.done);
}
