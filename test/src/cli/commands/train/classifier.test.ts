import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../../src/platform/node/package-root.js';
import { loadModel } from '../../../../../src/weights/model-file.js';
import { tinySettings, writePhotographs } from '../../../../support/photographs.js';
import { program } from '../../../../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'train-'));
const at = (...names: string[]) => join(folder, ...names);

/** 32 steps: eight epochs of four. */
const settings = { ...tinySettings, epochs: 8, averaging: { decay: 0.9 } };

class Training {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output = '';

  constructor(...args: string[]) {
    const command = [program, 'train', 'classifier', ...args];
    this.child = spawn(process.execPath, command, { cwd: packageRoot, stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr!.on('data', (text: Buffer) => {
      this.output += text.toString();
    });
    this.ended = once(this.child, 'exit').then(([code]) => code as number | null);
  }

  /** @returns when the run's log holds so many steps, or the process has ended */
  async reaches(run: string, step: number): Promise<void> {
    while (this.child.exitCode === null && stepsOf(run).length < step) await setTimeout(5);
  }
}

const begin = (run: string, config = 'settings.json') =>
  new Training(...['--data', at('data'), '--recipe', 'paper', '--config', at(config), '--run', at(run)]);

function logOf(run: string): Record<string, unknown>[] {
  if (!existsSync(at(run, 'log.ndjson'))) return [];
  const lines = readFileSync(at(run, 'log.ndjson'), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const stepsOf = (run: string) => logOf(run).filter(({ kind }) => kind === 'step');

/** Hashes of everything that a run has learnt. */
function learntIn(run: string): Record<string, string> {
  const files = readdirSync(at(run)).filter((file) => file.endsWith('.safetensors'));
  return Object.fromEntries(
    files.sort().map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(at(run, file)))
        .digest('hex'),
    ]),
  );
}

describe('train classifier', { timeout: 600_000 }, () => {
  let told: string;
  beforeAll(async () => {
    await writePhotographs(at('data'), { train: 8, val: 2 });
    writeFileSync(at('settings.json'), JSON.stringify(settings));
    const unbroken = begin('unbroken');
    expect(await unbroken.ended, unbroken.output).toBe(0);
    told = unbroken.output;
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says what it learns from, and how many steps there are', () => {
    expect(told).toMatch(/data: \d+ photographs of \d+ classes to learn from, \d+ to measure on\.\n/);
    expect(told).toContain('\n32 steps.\n');
  });

  it('killed at five random points ends with the very weights of an unbroken run', async () => {
    // Really random: whatever the points, the end is the same. The message of a failure names them.
    const points = Array.from({ length: 5 }, () => 1 + Math.floor(31 * Math.random())).sort((a, b) => a - b);
    for (const point of points) {
      const killed = begin('killed');
      await killed.reaches('killed', point);
      await setTimeout(30 * Math.random());
      killed.child.kill('SIGKILL');
      await killed.ended;
    }
    const last = begin('killed');
    expect(await last.ended, last.output).toBe(0);
    expect(stepsOf('killed'), `killed after steps ${points}`).toEqual(stepsOf('unbroken'));
    expect(stepsOf('killed')).toHaveLength(32);
    expect(learntIn('killed'), `killed after steps ${points}`).toEqual(learntIn('unbroken'));
  });

  it('interrupted finishes the step, saves and says how to go on', async () => {
    const interrupted = begin('interrupted');
    await interrupted.reaches('interrupted', 4);
    interrupted.child.kill('SIGINT');
    expect(await interrupted.ended, interrupted.output).toBe(130);
    const { length: done } = stepsOf('interrupted');
    expect(done).toBeLessThan(32);
    expect(interrupted.output).toContain(`Stopped and saved after step ${done}.`);
    expect(interrupted.output).toContain(`train classifier --run ${at('interrupted')}`);
    const resumed = new Training('--run', at('interrupted'));
    expect(await resumed.ended, resumed.output).toBe(0);
    expect(logOf('interrupted').filter(({ kind }) => kind === 'start')).toMatchObject([
      { step: 0 },
      { step: done },
    ]);
    expect(learntIn('interrupted')).toEqual(learntIn('unbroken'));
  });

  it('stops when the loss is no number', async () => {
    writeFileSync(at('hot.json'), JSON.stringify({ ...settings, schedule: { base: 1e30 } }));
    const diverged = begin('diverged', 'hot.json');
    expect(await diverged.ended).toBe(1);
    expect(diverged.output).toContain('the training has diverged');
  });

  it('names the classes by --synsets, which a run that goes on keeps', async () => {
    writeFileSync(at('synsets.txt'), 'red rose\nblue sky\n');
    const args = ['--config', at('settings.json'), '--recipe', 'paper', '--synsets', at('synsets.txt')];
    const stopped = new Training('--data', at('data'), '--run', at('named'), ...args);
    await stopped.reaches('named', 4);
    stopped.child.kill('SIGINT');
    expect(await stopped.ended, stopped.output).toBe(130);
    const resumed = new Training('--run', at('named'));
    expect(await resumed.ended, resumed.output).toBe(0);
    expect(resumed.output).toMatch(/Resuming after step \d+ of 32\./);
    const { card } = await loadModel(at('named', 'final.safetensors'));
    expect(card.classes.map(({ name }) => name)).toEqual(['sky', 'green', 'rose']);
  });

  it('wants data, or a run to go on with', async () => {
    const training = new Training('--run', at('nothing'));
    expect(await training.ended).toBe(2);
    expect(training.output).toContain('Expected --data');
    const more = new Training('--run', at('unbroken'), '--recipe', 'quick');
    expect(await more.ended).toBe(2);
    expect(more.output).toContain('Expected --data with --recipe');
  });
});
