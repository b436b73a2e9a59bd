import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

/** A host of files on the loopback address, as plain as there are: under a path, as GitHub Pages has it. */
export class StaticServer {
  /** Of every request, in order. */
  readonly asked: string[] = [];
  readonly #server;
  readonly #sockets = new Set<import('node:net').Socket>();

  /**
   * @param headers sent with every file
   * @param at path under which the folder is found
   */
  constructor(
    folder: string,
    { headers = {}, at = '/' }: { headers?: Record<string, string>; at?: string } = {},
  ) {
    this.#server = createServer(async ({ url = '' }, response) => {
      const { pathname } = new URL(url, 'http://localhost');
      this.asked.push(pathname);
      const inside = pathname.startsWith(at) ? pathname.slice(at.length) : undefined;
      const file = inside === '' ? 'index.html' : inside;
      const bytes =
        file === undefined ? undefined : await readFile(join(folder, file)).catch(() => undefined);
      if (!bytes) return response.writeHead(404).end();
      const type = TYPES[extname(file!)] ?? 'application/octet-stream';
      return response
        .writeHead(200, { ...headers, 'content-type': type, 'content-length': bytes.length })
        .end(bytes);
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** @returns the address of the folder */
  async listen(port = 0): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(port, '127.0.0.1', done));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }
}
