import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/platform/node/package-root.js';

const run = promisify(execFile);
const example = (name: string) =>
  run(process.execPath, ['--import', 'tsx', join(packageRoot, 'examples', `${name}.ts`)], {
    cwd: packageRoot,
  });

describe('the examples of the README run', () => {
  it.skipIf(!existsSync(join(packageRoot, 'models', 'voc.safetensors')))('detect finds the cat', async () => {
    const { stdout } = await example('detect');
    expect(stdout).toMatch(/^cat 0\.\d\d/m);
  });

  it('proposals gives 200 boxes', async () => {
    const { stdout } = await example('proposals');
    expect(stdout).toMatch(/^200 boxes/);
  });

  it('evaluate gives the average precision', async () => {
    const { stdout } = await example('evaluate');
    expect(stdout).toMatch(/^mAP 0\.5000/);
  });
});
