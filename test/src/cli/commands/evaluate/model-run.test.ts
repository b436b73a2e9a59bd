import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../../src/platform/node/package-root.js';
import { keyedStream } from '../../../../../src/random/keyed-stream.js';
import { drawScene } from '../../../../support/photographs.js';
import { program } from '../../../../support/program.js';
import { runInProcess } from '../../../../support/run-in-process.js';
import { writeTinyDetector } from '../../../../support/tiny-detector.js';

const folder = mkdtempSync(join(tmpdir(), 'model-run-'));
const at = (name: string) => join(folder, name);
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const IMAGES = 20;
const BROKEN = 4;
const MISSING = 11;
const ids = Array.from({ length: IMAGES }, (_, i) => `2008_${String(i).padStart(6, '0')}`);
/** Milliseconds: processes of their own take a second each to start, a minute where all cores are taken. */
const STARTS = 300_000;
let model: string;
let whole: { code: number; out: string; err: string };

const args = (run: string, ...more: string[]) => [
  ...['evaluate', '--protocol', 'voc2010', '--truth', folder, '--model', model],
  ...['--count', '40', '--run', at(run), '--json', ...more],
];
const bytes = (run: string, name = 'results.ndjson') => readFileSync(join(at(run), name));
const linesOf = (run: string) =>
  existsSync(join(at(run), 'results.ndjson')) ? bytes(run).toString('utf8').split('\n').length - 1 : 0;

function expectWhole(run: string): void {
  expect(bytes(run).equals(bytes('whole'))).toBe(true);
  expect(bytes(run, 'manifest.json').equals(bytes('whole', 'manifest.json'))).toBe(true);
}

beforeAll(async () => {
  model = await writeTinyDetector(folder);
  for (const part of ['Annotations', 'JPEGImages', join('ImageSets', 'Main')]) {
    mkdirSync(at(part), { recursive: true });
  }
  writeFileSync(at(join('ImageSets', 'Main', 'val.txt')), `${ids.join('\n')}\n`);
  for (const [i, id] of ids.entries()) {
    const photograph = at(join('JPEGImages', `${id}.jpg`));
    if (i === BROKEN) writeFileSync(photograph, 'no photograph');
    else if (i !== MISSING) await drawScene(photograph, { seed: i });
    const box = '<bndbox><xmin>10</xmin><ymin>10</ymin><xmax>60</xmax><ymax>60</ymax></bndbox>';
    const object = `<object><name>${i % 2 === 0 ? 'cat' : 'dog'}</name>${box}</object>`;
    const size = '<size><width>120</width><height>90</height><depth>3</depth></size>';
    writeFileSync(at(join('Annotations', `${id}.xml`)), `<annotation>${size}${object}</annotation>`);
  }
  whole = await runInProcess(...args('whole'));
}, STARTS);

describe('evaluate --model', () => {
  it('writes a line an image, without times or paths, and ends with 1 when images failed', () => {
    const lines = bytes('whole').toString('utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).image)).toEqual(ids);
    expect(Object.keys(JSON.parse(lines[0]!))).toEqual(['image', 'width', 'height', 'detections']);
    expect(JSON.parse(lines[0]!).detections.length).toBeGreaterThan(0);
    expect(bytes('whole', 'manifest.json').toString('utf8')).not.toContain(folder);
    expect(lines.join('\n')).not.toContain(folder);
    expect(whole.code).toBe(1);
  });

  it('lists failed images and counts their objects as missed', async () => {
    const { counts, failures } = JSON.parse(whole.out);
    expect(counts).toMatchObject({ images: IMAGES, objects: IMAGES });
    expect(failures.map(({ image }: { image: string }) => image)).toEqual([ids[BROKEN], ids[MISSING]]);
    expect(failures[1].error).toContain(join('JPEGImages', `${ids[MISSING]}.jpg`));
    const { err } = await runInProcess(...args('whole').filter((arg) => arg !== '--json'));
    expect(err).toContain('2 images failed; their objects count as missed');
    expect(err).toContain(ids[BROKEN]);
  });

  it('ends with 0 when images failed and that is said to be fine, and lists them all the same', async () => {
    const { code, out } = await runInProcess(...args('whole', '--errors', 'ok'));
    expect({ code, out }).toEqual({ code: 0, out: whole.out });
  });

  it('finds the numbers in its own results file', async () => {
    const results = join(at('whole'), 'results.ndjson');
    const { out, code } = await runInProcess(
      ...['evaluate', '--protocol', 'voc2010', '--truth', folder, '--detections', results, '--json'],
    );
    expect(out).toBe(whole.out);
    expect(code).toBe(1);
  });

  it(
    'killed twice and called again, gives the bytes of an unbroken run',
    async () => {
      const random = keyedStream(7);
      for (let kill = 0; kill < 2; kill++) {
        const child = start('killed');
        await linesReach(child, 'killed', linesOf('killed') + 1 + Math.floor(random() * 6));
        await wait(30 * random());
        child.kill('SIGKILL');
        expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
        expect(linesOf('killed')).toBeLessThan(IMAGES);
      }
      const { code, out } = await runInProcess(...args('killed'));
      expect({ code, out }).toEqual({ code: whole.code, out: whole.out });
      expectWhole('killed');
    },
    STARTS,
  );

  it(
    'stopped by Ctrl-C, finishes the line and says how to resume',
    async () => {
      const child = start('stopped');
      let err = '';
      child.stderr!.on('data', (chunk) => {
        err += chunk;
      });
      await linesReach(child, 'stopped', 2);
      child.kill('SIGINT');
      expect(await once(child, 'close')).toEqual([130, null]);
      const lines = linesOf('stopped');
      expect(lines).toBeLessThan(IMAGES);
      expect(err).toContain(`Stopped after ${lines} of ${IMAGES} images`);
      expect(err).toContain('same command resumes');
      expect(bytes('stopped').at(-1)).toBe(10);
      await runInProcess(...args('stopped'));
      expectWhole('stopped');
    },
    STARTS,
  );

  it('in shards, merges to the bytes of the whole and scores them', async () => {
    const shards = [3, 1, 2].map((index) => ({ index, run: `shard-${index}` }));
    for (const { index, run } of shards) {
      const { code, err, out } = await runInProcess(...args(run, '--shard', `${index}/3`));
      expect(err).toContain('evaluate merge');
      expect(out).toBe('');
      // Images 4 and 11 are the second and the third of their threes.
      expect(code).toBe(index === 1 ? 0 : 1);
    }
    const merge = ['evaluate', 'merge', ...shards.map(({ run }) => at(run)), '--out', at('merged')];
    expect(
      await runInProcess('evaluate', 'merge', at('shard-1'), at('shard-3'), '--out', at('merged')),
    ).toMatchObject({ code: 1, err: expect.stringContaining('shard 2/3 once, but it is missing') });
    expect(await runInProcess(...merge)).toMatchObject({
      code: 1,
      err: expect.stringContaining('2 images failed'),
    });
    expect((await runInProcess(...merge, '--errors', 'ok')).code).toBe(0);
    const numbers = ['--protocol', 'voc2010', '--truth', folder, '--json'];
    expect((await runInProcess(...merge, ...numbers)).out).toBe(whole.out);
    expectWhole('merged');
  });

  it.each([
    ['another threshold', ['--threshold', '0.02'], 'options.threshold: 0.01, not 0.02'],
    ['another way to see regions', ['--regions', 'crops'], 'options.regions: shared, not crops'],
    ['a shard', ['--shard', '1/2'], 'shard.count: 1, not 2'],
  ])('refuses to mix in %s, and says what to do', async (_, more, field) => {
    const { code, err } = await runInProcess(...args('whole', ...more));
    expect(err).toContain(field);
    expect(err).toContain('--run');
    expect(code).toBe(2);
  });

  it('refuses to resume with other photographs under the same names, those that were missing too', async () => {
    const [first, missing] = [ids[0], ids[MISSING]].map((id) => at(join('JPEGImages', `${id}.jpg`)));
    const before = readFileSync(first!);
    const refused = { code: 2, err: expect.stringContaining('data.photographs: ') };
    await drawScene(first!, { seed: 99 });
    expect(await runInProcess(...args('whole'))).toMatchObject(refused);
    writeFileSync(first!, before);
    writeFileSync(missing!, before);
    expect(await runInProcess(...args('whole'))).toMatchObject(refused);
    rmSync(missing!);
    expect((await runInProcess(...args('whole'))).out).toBe(whole.out);
  });

  it.each([
    ['neither results nor a model', [], '--detections PATH or --model NAME'],
    ['both', ['--model', 'voc', '--detections', 'x.json'], 'Expected --model or --detections, but got both'],
    ['the former name of --proposals', ['--model', 'voc', '--method', 'both'], 'Expected --proposals both'],
    ['proposals that nothing looks at', ['--detections', 'x.json', '--proposals', 'both'], 'beside --model'],
    ['a strange shard', ['--model', 'voc', '--shard', '4/3'], '--shard to be like 2/3'],
  ])('refuses %s', async (_, more, message) => {
    const truth = ['evaluate', '--protocol', 'voc2010', '--truth', folder];
    const { code, err } = await runInProcess(...truth, ...more);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it('looks at the boxes of a file as at its own, and tells the two runs apart by its content', async () => {
    const images = ids
      .filter((_, i) => i !== BROKEN && i !== MISSING)
      .map((id) => at(join('JPEGImages', `${id}.jpg`)));
    const { out } = await runInProcess('propose', ...images, '--count', '40', '--json');
    writeFileSync(at('boxes.ndjson'), out);
    const run = await runInProcess(...args('of-file', '--proposals', at('boxes.ndjson')));
    expect(JSON.parse(run.out).metrics).toEqual(JSON.parse(whole.out).metrics);
    expect(bytes('of-file').equals(bytes('whole'))).toBe(true);
    writeFileSync(at('boxes.ndjson'), out.split('\n').slice(0, 1).join('\n'));
    const changed = await runInProcess(...args('of-file', '--proposals', at('boxes.ndjson')));
    expect(changed).toMatchObject({ code: 2, err: expect.stringContaining('options.boxes') });
  });

  it('begins no run when all photographs are missing', async () => {
    const truth = at('moved.json');
    const images = [{ id: 1, file_name: 'gone.jpg', width: 9, height: 9 }];
    writeFileSync(truth, JSON.stringify({ images, annotations: [], categories: [{ id: 1, name: 'cat' }] }));
    const { code, err } = await runInProcess(
      ...['evaluate', '--protocol', 'coco', '--truth', truth, '--model', model, '--run', at('none')],
    );
    expect(err).toContain('--images');
    expect(code).toBe(1);
    expect(existsSync(at('none'))).toBe(false);
  });
});

function start(run: string): ChildProcess {
  const child = spawn(process.execPath, [program, ...args(run)], {
    cwd: packageRoot,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  return child;
}

async function linesReach(child: ChildProcess, run: string, lines: number): Promise<void> {
  while (linesOf(run) < lines) {
    expect(child.exitCode).toBe(null);
    await wait(5);
  }
}
