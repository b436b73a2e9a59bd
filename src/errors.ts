/** Machine-readable reasons, for callers that branch on them. */
export type ErrorCode =
  | 'bad-option'
  | 'bad-image'
  | 'image-too-large'
  | 'file-not-found'
  | 'bad-file'
  | 'bad-weights'
  | 'bad-dataset'
  /** Results that are not all there yet: more work, not another command, fixes it. */
  | 'incomplete'
  | 'engine-unavailable'
  | 'download-failed'
  | 'disk-full'
  | 'package-missing'
  | 'queue-failed'
  | 'storage-failed'
  | 'diverged'
  | 'aborted';

/**
 * The one error class that this package throws on purpose. The message says what was expected, what came
 * and, where there is one, the command that fixes it; `cause` keeps the error below.
 */
export class RcnnError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(boundedMessage(message), options);
    this.name = 'RcnnError';
    this.code = code;
  }
}

/** A message that quotes a file can be as long as the file: a longer one only fills logs. */
const MOST_CHARACTERS = 2000;

export function boundedMessage(message: string): string {
  if (message.length <= MOST_CHARACTERS) return message;
  const half = MOST_CHARACTERS / 2 - 30;
  const left = message.length - 2 * half;
  return `${message.slice(0, half)} [... ${left} characters ...] ${message.slice(-half)}`;
}

/** Lists the valid names: the usual way to refuse an unknown one. */
export function unknownName(what: string, given: string, valid: Iterable<string>): RcnnError {
  return new RcnnError(
    'bad-option',
    `Expected ${what} to be one of ${[...valid].join(', ')}, but got "${given}".`,
  );
}

/** For `catch`: an error thrown on purpose becomes a value, any other is a bug and is thrown on. */
export function expectedError(error: unknown): RcnnError {
  if (error instanceof RcnnError) return error;
  throw error;
}

/** Throws `aborted` when the caller gave the signal up; long work calls it between two items. */
export function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted) throw new RcnnError('aborted', 'Stopped on request.', { cause: signal.reason });
}
