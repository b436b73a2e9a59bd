/** ONNX Runtime keeps a device id and a store of events in the user's cache folder unless it is told not to. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../src/platform/node/package-root.js';
import { program } from '../../../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'telemetry-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Computes in a process with a new home. @returns what it said, and what it left in the home */
function computeAtHome(code: string, env: NodeJS.ProcessEnv = {}) {
  const home = mkdtempSync(join(folder, 'home-'));
  const { ORT_DISABLE_TELEMETRY: _, XDG_CACHE_HOME: __, CI: ___, ...own } = process.env; // it is silent where CI is set
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', code],
    {
      cwd: packageRoot,
      encoding: 'utf8',
      env: { ...own, HOME: home, ...env },
    },
  );
  return { stdout, stderr, left: readdirSync(home) };
}

const compute = `
  const { loadEngine } = await import('./src/engines/index.ts');
  const engine = await loadEngine('onnx');
  const layers = [{ op: 'linear', name: 'y', input: 'x', inFeatures: 1, outFeatures: 1, relu: false }];
  const array = (shape, value) => ({ shape, data: Float32Array.of(value) });
  const weights = new Map([['y/weight', array([1, 1], 6)], ['y/bias', array([1], 2)]]);
  const made = await engine.compile({ input: 'x', inputChannels: 1, layers, outputs: ['y'] }, weights);
  console.log((await made.run({ x: array([1, 1], 7) })).y.data[0]);
  made[Symbol.dispose]();`;

const inThread = (code: string, options = '{}') => `
  const { Worker } = await import('node:worker_threads');
  const load = "import('tsx/esm/api').then(({ register }) => { register(); return import('data:text/javascript,' + " +
    ${JSON.stringify(JSON.stringify(encodeURIComponent(code.replaceAll('./src/', `file://${packageRoot}/src/`))))} + "); })";
  const worker = new Worker(load, { eval: true, execArgv: [], ...${options} });
  await new Promise((resolve, reject) => worker.on('exit', resolve).on('error', reject));`;

describe('ONNX Runtime', () => {
  it.each([
    ['in the main thread', compute],
    ['in a thread of the host, which has an environment of its own', inThread(compute)],
    ['in a thread of a thread', inThread(inThread(compute))],
    ['in a thread that was given another environment', inThread(compute, '{ env: {} }')],
  ])('records nothing %s', (_, code) => {
    expect(computeAtHome(code)).toEqual({ stdout: '44\n', stderr: '', left: [] });
  });

  it('needs no home that can be written to', () => {
    expect(computeAtHome(compute, { HOME: '/dev/null' })).toMatchObject({ stdout: '44\n', stderr: '' });
  });

  it('records what a user asked for', () => {
    const { left } = computeAtHome(compute, { ORT_DISABLE_TELEMETRY: '0' });
    // Where it does not, the tests above show nothing.
    expect(left).toEqual(process.platform === 'linux' ? ['.cache'] : expect.anything());
  });
});

describe('the command line', () => {
  it('leaves nothing in a new home', () => {
    const home = join(folder, 'cli');
    mkdirSync(home);
    const { ORT_DISABLE_TELEMETRY: _, XDG_CACHE_HOME: __, CI: ___, ...own } = process.env; // it is silent where CI is set
    const { status, stdout } = spawnSync(
      process.execPath,
      [program, 'detect', 'examples/images/chelsea.png', '--json', '--count', '20'],
      { cwd: packageRoot, encoding: 'utf8', env: { ...own, HOME: home } },
    );
    expect({ status, image: JSON.parse(stdout).image }).toEqual({
      status: 0,
      image: 'examples/images/chelsea.png',
    });
    expect(readdirSync(home)).toEqual([]);
  });
});
