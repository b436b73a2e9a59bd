import { type ErrorCode, RcnnError } from '../errors.js';

/** Why a request failed, for programs; those of `RcnnError` and the server's own. */
export type ServeErrorCode =
  | ErrorCode
  | 'busy'
  | 'deadline'
  | 'unauthorized'
  | 'not-found'
  | 'too-large'
  | 'internal';

/** A deliberate answer other than 2xx. Each protocol writes it in its own form. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: ServeErrorCode;
  /** Seconds after which to try again. */
  readonly retryAfter?: number;

  constructor(
    status: number,
    code: ServeErrorCode,
    message: string,
    { retryAfter }: { retryAfter?: number } = {},
  ) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.code = code;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }

  /** Of the answer, in every protocol. */
  get headers(): Record<string, string> {
    return this.retryAfter === undefined ? {} : { 'retry-after': String(this.retryAfter) };
  }
}

/** Errors of images and options are the client's; all others are the server's. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  'bad-option': 400,
  'bad-image': 422,
  'bad-dataset': 422, // labels of `teach`
  'image-too-large': 413,
  aborted: 499, // the client has disconnected: only logs see it
};

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
