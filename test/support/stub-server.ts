/** A server in front of a detector that is told what to find. */

import { RcnnError } from '../../src/errors.js';
import { type DetectRequest, ServedModels } from '../../src/serve/served-model.js';
import { createServer, type Server, type ServerOptions } from '../../src/serve/server.js';

export const found = [
  { class: 'cat', classIndex: 1, score: 0.5, box: { x1: 10.4, y1: 20.6, x2: 110, y2: 220 } },
  { class: 'sofa', classIndex: 2, score: 0.75, box: { x1: 0, y1: 0, x2: 300, y2: 240 } },
];

export interface StubServer extends Server {
  /** Options of each detection, and how many bytes its photograph had. */
  readonly calls: (DetectRequest & { readonly bytes: number })[];
}

/** What the stub takes for a picture: any bytes but these. */
export const BAD_IMAGE = Buffer.from('not a picture');

export async function stubServer(
  options: Partial<ServerOptions> = {},
  work: (request: DetectRequest) => Promise<unknown> = async () => undefined,
): Promise<StubServer> {
  const calls: StubServer['calls'] = [];
  const model = {
    classes: ['person', 'cat', 'sofa'],
    threshold: 0.3,
    async detect(image: Uint8Array, request: DetectRequest) {
      calls.push({ ...request, bytes: image.length });
      await work(request);
      if (BAD_IMAGE.equals(image)) throw new RcnnError('bad-image', 'Expected a picture, but got text.');
      const detections = found.filter(({ score }) => score >= (request.threshold ?? 0.3));
      const timings = { decode: 1, propose: 2, classify: 30, total: 33 };
      return { width: 300, height: 240, detections, best: detections[0], timings };
    },
  };
  const server = await createServer({
    models: new ServedModels(new Map([['voc', model]])),
    version: '1.2.3',
    queue: { parallel: 1, longestWait: 10, deadline: 30, firstGuess: 1 },
    bodyLimit: 1_000_000,
    labels: 'own',
    ...options,
  });
  return { ...server, calls };
}

/** A form as browsers and `curl -F` send it. */
export function form(
  parts: readonly { name: string; value: string | Buffer; file?: string; type?: string }[],
) {
  const boundary = 'a-boundary-of-its-own';
  const chunks = parts.flatMap(({ name, value, file, type }) => [
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"`}\r\n`,
    type === undefined ? '\r\n' : `content-type: ${type}\r\n\r\n`,
    value,
    '\r\n',
  ]);
  const payload = Buffer.concat([...chunks, `--${boundary}--\r\n`].map((chunk) => Buffer.from(chunk)));
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}
