/**
 * Keeps the page and its files for use offline, and isolates the page where the host sends no such headers, so that
 * the network may use threads. `export page` writes the two constants before this code.
 */

/** Addresses from the page's own folder, `./` first. */
declare const FILES: readonly string[];
/** Changes with any of the files. */
declare const VERSION: string;

interface Worker {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Waiting) => void): void;
  addEventListener(type: 'fetch', listener: (event: Asked) => void): void;
}
interface Waiting {
  waitUntil(until: Promise<unknown>): void;
}
interface Asked {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const worker = globalThis as unknown as Worker;
/** Other pages of the host may be of this kind, under another path. */
const own = `googlenet-rcnn ${worker.registration.scope} `;

worker.addEventListener('install', (event) => event.waitUntil(keepAll()));
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));
worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && url.startsWith(worker.registration.scope)) event.respondWith(answer(event.request));
});

/** What the page has fetched already comes from the browser's own cache. */
async function keepAll(): Promise<void> {
  await (await caches.open(own + VERSION)).addAll(FILES);
  await worker.skipWaiting();
}

async function takeOver(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(own) && name !== own + VERSION);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** Names that tell their contents are answered from what is kept; others, the page first of all, by the host if it can. */
async function answer(request: Request): Promise<Response> {
  const kept = await caches.match(request, { cacheName: own + VERSION, ignoreSearch: true });
  if (kept && /\.[0-9a-f]{16}\./.test(request.url)) return isolated(kept);
  try {
    return isolated(await fetch(request));
  } catch (error) {
    if (kept) return isolated(kept);
    throw error;
  }
}

function isolated(response: Response): Response {
  if (response.status === 0 || response.redirected) return response;
  const headers = new Headers(response.headers);
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-embedder-policy', 'require-corp');
  headers.set('cross-origin-resource-policy', 'same-origin');
  const { status, statusText, body } = response;
  return new Response(body, { status, statusText, headers });
}
