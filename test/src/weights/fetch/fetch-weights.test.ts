import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchWeights } from '../../../../src/weights/fetch/fetch-weights.js';
import { loadModel } from '../../../../src/weights/model-file.js';
import { caffemodelBytes } from '../../../support/caffemodel.js';

const published = caffemodelBytes({ classes: 1000, fill: 0.5 });
const sha1 = createHash('sha1').update(published).digest('hex');

let folder: string;
let server: Server;
let served: number;
let url: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fetch-'));
  vi.stubEnv('GOOGLENET_RCNN_CACHE', folder);
  served = 0;
  server = createServer((_, response) => {
    served++;
    response.writeHead(200, { 'content-length': published.length }).end(published);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bvlc_googlenet.caffemodel`;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

describe('fetchWeights', () => {
  it('leaves exactly the model in the cache, found by its name, and does not fetch it twice', async () => {
    const stages = new Set<string>();
    const { card } = await fetchWeights('bvlc', {
      publication: { url, sha1 },
      onProgress: ({ stage }) => stages.add(stage),
    });
    expect([...stages]).toEqual(['download', 'import']);
    expect(await readdir(folder)).toEqual(['bvlc.safetensors']);
    const model = await loadModel('bvlc');
    expect(model.card).toEqual(card);
    expect(card).toMatchObject({ name: 'bvlc', task: 'classifier', network: { classes: 1000 } });
    expect(card.origin.sha1).toBe(sha1);
    expect(card.classes[967].name).toBe('espresso');
    expect(model.weights.get('conv2/3x3/weight')!.data[5]).toBe(0.5);
    await fetchWeights('bvlc', { publication: { url, sha1 } });
    expect(served).toBe(1);
  });

  it('fetches again what has been damaged', async () => {
    await writeFile(join(folder, 'bvlc.safetensors'), 'half a file');
    await fetchWeights('bvlc', { publication: { url, sha1 } });
    expect((await loadModel('bvlc')).card.name).toBe('bvlc');
  });

  it("holds to the publisher's hash by default", async () => {
    await expect(fetchWeights('bvlc', { publication: { url } })).rejects.toThrow(
      'instead of 405fc5acd08a3bb12de8ee5e23a96bec22f08204, so it was deleted',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('lists what can be fetched', async () => {
    await expect(fetchWeights('voc')).rejects.toThrow('one of bvlc, but got "voc"');
  });
});
