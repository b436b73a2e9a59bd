/** Both engines that can run the network in a browser, in one page of a headless Chromium. */
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { RcnnError } from '../src/errors.js';
import { packageRoot } from '../src/platform/node/package-root.js';
import { openBrowser } from '../test/support/browser.js';
import { type BenchOptions, median, printTable } from './bench.js';
import type { EngineTimes } from './browser/times.js';

const require = createRequire(import.meta.url);

export async function run({ limit: rounds = 5 }: BenchOptions): Promise<unknown> {
  const browser = await openBrowser();
  if (!browser) throw new RcnnError('package-missing', 'Expected a Chromium to run here, but none does.');
  const server = await serve();
  try {
    const page = await browser.newPage();
    const { port } = server.address() as AddressInfo;
    const results = [];
    for (const threads of [1, 2]) {
      await page.goto(`http://127.0.0.1:${port}/?threads=${threads}&rounds=${rounds}`);
      const done = await page.waitForFunction('times', { timeout: 0, polling: 1000 });
      const times = (await done.jsonValue()) as EngineTimes[] | string;
      if (typeof times === 'string') throw new RcnnError('engine-unavailable', times);
      const [first, second] = times as [EngineTimes, EngineTimes];
      printTable(
        [
          `${threads} thread${threads > 1 ? 's' : ''}`,
          'first photograph, ms',
          'further ones, median ms',
          'fastest',
        ],
        times.map(({ name, start, rounds }) => [
          name,
          ...[start, median(rounds), Math.min(...rounds)].map((value) => value.toFixed(0)),
        ]),
      );
      const apart = Math.max(...first.scores.map((score, k) => Math.abs(score - second.scores[k]!)));
      process.stderr.write(`Scores of the two differ by at most ${apart.toExponential(1)}.\n`);
      results.push({ threads, apart, times });
    }
    return results;
  } finally {
    await browser.close();
    server.close();
  }
}

async function serve() {
  const { outputFiles } = await build({
    entryPoints: [join(packageRoot, 'bench', 'browser', 'page.ts')],
    ...{ bundle: true, format: 'esm', target: 'es2022', platform: 'browser' },
    ...{ write: false, logLevel: 'error' },
  });
  const folders: Readonly<Record<string, string>> = {
    '/tfjs/': dirname(require.resolve('@tensorflow/tfjs-backend-wasm')),
    '/ort/': dirname(require.resolve('onnxruntime-web')),
  };
  const files: Readonly<Record<string, string>> = {
    '/model': join(packageRoot, 'models', 'voc.safetensors'),
    '/photograph': join(packageRoot, 'examples', 'images', 'chelsea.png'),
  };
  const server = createServer(({ url = '/' }, response) => {
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
    const types: Readonly<Record<string, string>> = {
      wasm: 'application/wasm',
      mjs: 'text/javascript',
      js: 'text/javascript',
    };
    const ending = url.split('.').at(-1)!;
    response.setHeader('content-type', types[ending] ?? 'text/html');
    if (url.startsWith('/?'))
      return response.end('<!doctype html><script type="module" src="page.js"></script>');
    if (url === '/page.js') return response.end(outputFiles[0]!.contents);
    const folder = Object.keys(folders).find((prefix) => url.startsWith(prefix));
    const file = folder ? join(folders[folder]!, url.slice(folder.length)) : files[url];
    if (!file) return response.writeHead(404).end();
    return createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}
