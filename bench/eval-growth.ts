/** How evaluation grows with the number of detections: whole processes, from files to COCO's twelve numbers. */
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/platform/node/package-root.js';
import { printTable } from './bench.js';
import { generateCoco, val2017 } from './generate-coco.js';

const sizes = [500_000, 1_000_000, 2_000_000, 5_000_000];

export async function run(): Promise<unknown> {
  const rows = [];
  for (const detections of sizes) {
    const files = await generateCoco(join(tmpdir(), `coco-${detections}`), { ...val2017, detections });
    const args = ['--import', 'tsx', join(packageRoot, 'bench', 'eval-step.ts'), 'coco'];
    const began = performance.now();
    const step = spawnSync(process.execPath, [...args, files.truth, files.results], { encoding: 'utf8' });
    const seconds = (performance.now() - began) / 1000;
    if (step.status !== 0) throw new Error(`${detections} detections failed: ${step.stderr.slice(-500)}`);
    const [, , megabytes] = JSON.parse(step.stdout) as [number, number, number];
    rows.push({ detections, seconds, perMillion: (1e6 * seconds) / detections, megabytes });
  }
  printTable(
    ['detections', 'seconds', 'seconds a million', 'peak memory, MB'],
    rows.map(({ detections, seconds, perMillion, megabytes }) => [
      ...[detections.toLocaleString('en'), seconds.toFixed(2), perMillion.toFixed(2), megabytes.toFixed(0)],
    ]),
  );
  return rows;
}
