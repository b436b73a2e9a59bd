import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveMetrics, WorkerMetrics } from '../../../src/jobs/worker-metrics.js';
import { packageRoot } from '../../../src/platform/node/package-root.js';

describe('serveMetrics', () => {
  let server: Server;
  let port: number;
  let away = false;
  const counts = async () => {
    if (away) throw new Error('no queue');
    return { waiting: 7, active: 1, delayed: 0, failed: 2 };
  };
  const metrics = new WorkerMetrics({ counts });
  beforeAll(async () => {
    server = await serveMetrics(metrics, { host: '127.0.0.1', port: 0 });
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => void server.close());
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);

  it('tells what the worker did and what waits', async () => {
    metrics.onImages(3);
    metrics.onDeath();
    metrics.onUnit({ seconds: 2, failed: true });
    const text = await (await get('/metrics')).text();
    for (const line of [
      'googlenet_rcnn_worker_images_total 3',
      'googlenet_rcnn_worker_process_deaths_total 1',
      'googlenet_rcnn_worker_unit_duration_seconds_bucket{le="1",outcome="failed"} 0',
      'googlenet_rcnn_worker_unit_duration_seconds_bucket{le="5",outcome="failed"} 1',
      'googlenet_rcnn_jobs{state="waiting"} 7',
      'googlenet_rcnn_jobs{state="failed"} 2',
    ])
      expect(text).toContain(`${line}\n`);
  });

  it('tells of the worker while the queue is away', async () => {
    away = true;
    const response = await get('/metrics');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('googlenet_rcnn_worker_images_total 3\n');
    away = false;
  });

  it('answers the health check of the image, which fails where nobody answers', async () => {
    expect(await (await get('/livez')).json()).toEqual({ status: 'alive' });
    expect((await get('/other')).status).toBe(404);
    const dockerfile = readFileSync(join(packageRoot, 'docs', 'deploy', 'Dockerfile'), 'utf8');
    const [, check = '[]'] = /HEALTHCHECK[^[]*CMD (\[.*\])/.exec(dockerfile) ?? [];
    const [program, ...args] = JSON.parse(check) as string[];
    const exits = async (at: number) => {
      const own = args.map((arg) => arg.replace('9464', String(at)));
      const child = spawn(program!, own, { stdio: 'ignore' });
      return (await once(child, 'exit'))[0];
    };
    expect(await exits(port)).toBe(0);
    expect(await exits(1)).toBe(1);
  });

  it('names a port that is taken', async () => {
    await expect(serveMetrics(metrics, { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('--metrics-port'),
    });
  });
});
