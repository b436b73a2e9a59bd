import { type ErrorCode, RcnnError } from '../errors.js';

/** Why a request failed, for programs; those of `RcnnError` and the server's own. */
type ServeErrorCode =
  | ErrorCode
  | 'busy'
  | 'deadline'
  | 'unauthorized'
  | 'not-found'
  | 'not-allowed'
  | 'too-large'
  | 'internal';

/** A deliberate answer other than 2xx. Each protocol writes it in its own form. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: ServeErrorCode;
  /** Of the answer, in every protocol. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: ServeErrorCode,
    message: string,
    { headers = {} }: { readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    // An answer, no fault: nobody asks where it was made, and to find that out takes a tenth of a refusal's time.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'HttpError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** Errors of images and options are the client's; all others are the server's, of which these are told. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  'bad-option': 400,
  'bad-image': 422,
  'bad-dataset': 422, // labels of `teach`
  'image-too-large': 413,
  'bad-file': 507, // what `teach` cannot write: a folder without rights, another file in the way of an export
  'disk-full': 507,
  aborted: 499, // the client has disconnected: only logs see it
};

/** @param seconds after which to try again */
export function busy(status: 429 | 503, message: string, seconds: number): HttpError {
  return new HttpError(status, 'busy', message, { headers: { 'retry-after': String(seconds) } });
}

export function bodyTooLarge(): HttpError {
  return new HttpError(
    413,
    'too-large',
    'Expected a smaller body: this one is above the limit of the server (--body-limit).',
  );
}

/** What was asked for, without the query: that may hold the token. @param url path and query */
export function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

/** @param where what there is instead */
export function nothingAt({ method, url }: { method: string; url: string }, where: string): HttpError {
  return new HttpError(
    404,
    'not-found',
    `There is nothing at ${method} ${pathOf(url).slice(0, 100)}; ${where}.`,
  );
}

/** @param methods what may be done there */
export function methodNotAllowed(
  { method, url }: { method: string; url: string },
  methods: readonly string[],
): HttpError {
  const allow = methods.join(', ');
  const message = `Expected ${allow} at ${pathOf(url).slice(0, 100)}, but got ${method}.`;
  return new HttpError(405, 'not-allowed', message, { headers: { allow } });
}

/** Any error as an answer. The client is not told what an unexpected error says; the log is. */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof RcnnError && STATUS[error.code] !== undefined) {
    return new HttpError(STATUS[error.code]!, error.code, error.message);
  }
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || code === 'FST_REQ_FILE_TOO_LARGE') return bodyTooLarge();
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new HttpError(statusCode, 'bad-option', message ?? 'Bad request.');
  }
  return new HttpError(500, 'internal', 'The server failed; its log says why.');
}
