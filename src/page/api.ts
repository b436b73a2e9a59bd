/** Requests to the server that this page came from, and to no other. */

/** What the server said instead. */
export class ServerError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

let token = '';

/** The server's token, kept for this page alone: `#token=...` in its address, or what was asked for. */
export function setToken(secret: string): void {
  token = secret;
}

/** @throws ServerError; TypeError when the server is not there */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const headers = new Headers(init.headers);
  if (token !== '') headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(path, { ...init, headers });
  const answer = (await response.json().catch(() => ({}))) as { error?: { code: string; message: string } };
  if (response.ok) return answer as T;
  const { code = 'internal', message = response.statusText } = answer.error ?? {};
  throw new ServerError(response.status, code, message);
}

/** An address for a picture of this server, which cannot carry a header. */
export function pictureAddress(path: string): string {
  return token === '' ? path : `${path}&api_key=${encodeURIComponent(token)}`;
}

/** Sends JSON. */
export function send<T>(path: string, body: unknown, method = 'POST'): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return ask<T>(path, { method, headers, body: JSON.stringify(body) });
}

/** Sends a photograph with options. */
export function sendPhotograph<T>(
  path: string,
  photograph: Blob,
  {
    fields = {},
    signal,
  }: { readonly fields?: Readonly<Record<string, string>>; readonly signal?: AbortSignal } = {},
): Promise<T> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  body.set('image', photograph, 'name' in photograph ? String(photograph.name) : 'image');
  return ask<T>(path, { method: 'POST', body, ...(signal && { signal }) });
}
