import { RcnnError, throwIfAborted } from '../../errors.js';

export interface Loading {
  /** Bytes so far. */
  readonly loaded: number;
  /** Undefined where the server does not say. */
  readonly total: number | undefined;
}

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Loading) => void) | undefined;
}

/** A whole file, piece by piece. @throws RcnnError `download-failed`, `aborted` */
export async function fetchFile(url: string, { signal, onProgress }: FetchOptions = {}): Promise<Uint8Array> {
  throwIfAborted(signal);
  try {
    const response = await fetch(url, signal ? { signal } : {});
    if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`);
    return await bodyOf(response, onProgress);
  } catch (cause) {
    throwIfAborted(signal);
    throw new RcnnError(
      'download-failed',
      `Expected a file at ${url}, but ${(cause as Error).message}. Is it where the page expects it?`,
      { cause },
    );
  }
}

async function bodyOf(response: Response, onProgress: FetchOptions['onProgress']): Promise<Uint8Array> {
  // Of what is compressed on the way, the length is not that of the file.
  const encoded = response.headers.get('content-encoding');
  const length = encoded ? 0 : Number(response.headers.get('content-length'));
  const total = length > 0 ? length : undefined;
  const pieces: Uint8Array[] = [];
  let loaded = 0;
  const reader = response.body!.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    pieces.push(next.value);
    loaded += next.value.length;
    onProgress?.({ loaded, total });
  }
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
