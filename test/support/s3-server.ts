/** A small store that speaks S3's protocol, path-style, as far as `S3Storage` uses it. Any credentials do. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface S3Server {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  /** What it does not do as it should. */
  readonly faults: { full: boolean; ignoresConditions: boolean };
  stop(): Promise<void>;
}

/** Keys of one answer to a listing: small, so that tests need several. */
const PAGE = 3;

export async function startS3(): Promise<S3Server> {
  const bucket = new Bucket();
  const server = createServer((request, response) => bucket.answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close').catch(() => {});
  };
  return { endpoint: `http://127.0.0.1:${port}`, objects: bucket.objects, faults: bucket.faults, stop };
}

class Bucket {
  readonly objects = new Map<string, Buffer>();
  readonly faults = { full: false, ignoresConditions: false };

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://s3');
    const [, , ...rest] = pathname.split('/');
    const key = decodeURIComponent(rest.join('/'));
    if (request.method === 'PUT') await this.#put(request, response, key);
    else if (searchParams.has('list-type')) this.#list(response, searchParams);
    else if (request.method === 'DELETE') {
      this.objects.delete(key);
      response.writeHead(204).end();
    } else if (this.objects.has(key)) {
      response.end(request.method === 'HEAD' ? undefined : this.objects.get(key));
    } else fail(response, 404, 'NoSuchKey');
  }

  async #put(request: IncomingMessage, response: ServerResponse, key: string): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (this.faults.full) return fail(response, 507, 'InsufficientStorage');
    const conditional = request.headers['if-none-match'] === '*' && !this.faults.ignoresConditions;
    if (conditional && this.objects.has(key)) return fail(response, 412, 'PreconditionFailed');
    this.objects.set(key, Buffer.concat(chunks));
    response.end();
  }

  #list(response: ServerResponse, query: URLSearchParams): void {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('continuation-token') ?? '';
    const own = [...this.objects.keys()].filter(
      (key) => key.startsWith(prefix) && !key.slice(prefix.length).includes('/'),
    );
    const rest = own.sort().filter((key) => key > after);
    const contents = rest.slice(0, PAGE).map((key) => `<Contents><Key>${key}</Key></Contents>`);
    const next = rest.length > PAGE ? `<NextContinuationToken>${rest[PAGE - 1]}</NextContinuationToken>` : '';
    response.end(`<ListBucketResult>${contents.join('')}${next}</ListBucketResult>`);
  }
}

function fail(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
