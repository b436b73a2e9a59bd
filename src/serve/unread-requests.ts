/** Requests that never became one: headers or a body that do not come in time, or what is not HTTP. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { HttpError } from './http-error.js';

/** Milliseconds that a client has to read why it was refused: a socket that is destroyed at once takes the answer with it. */
const LINGER = 500;

/**
 * Answers on the bare connection, in the server's own form of errors, and closes it.
 *
 * @param seconds within which a request must be there
 */
export function answerUnread(
  error: Error & { readonly code?: string },
  socket: Socket,
  seconds: number,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, code, message } = why(error.code, seconds);
  const body = JSON.stringify({ error: { code, message } });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), LINGER).unref();
}

function why(code: string | undefined, seconds: number): HttpError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new HttpError(408, 'deadline', `Expected the whole request within ${seconds} s.`);
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new HttpError(431, 'too-large', 'Expected headers of at most 16 kB.');
  }
  return new HttpError(400, 'bad-option', `Expected a request of HTTP/1.1, but it cannot be read (${code}).`);
}
