import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runInProcess } from '../../../../support/run-in-process.js';
import { writeSquares } from '../../../../support/squares.js';
import { writeTinyClassifier } from '../../../../support/tiny-classifier.js';

let folder: string;
let config: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'train-detector-'));
  config = join(folder, 'settings.json');
  writeFileSync(config, '{"steps": 0, "scales": [], "speed": 1}');
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['heads without data', ['--out', 'a.safetensors'], /Expected --data, or --fine-tune/],
  [
    'a run that does not exist',
    ['--fine-tune', '--run', 'absent'],
    /--run with a run to resume; absent holds none/,
  ],
  ['no time', ['--fine-tune', '--data', 'VOC', '--minutes', '0'], /Expected --minutes to be more than 0/],
  [
    'minutes for the recipe of steps',
    ['--recipe', 'rcnn', '--data', 'VOC', '--minutes', '5'],
    /Expected "steps" in --config .* not --minutes/,
  ],
  [
    'a run of the recipe that does not exist',
    ['--recipe', 'rcnn', '--run', 'absent'],
    /--run with a run to resume; absent holds none/,
  ],
  ['minutes for heads', ['--data', 'VOC', '--minutes', '60'], /--fine-tune or --recipe with --minutes/],
  ['workers for heads', ['--data', 'VOC', '--workers', '2'], /--fine-tune or --recipe with --workers/],
  [
    'an engine for the whole network',
    ['--fine-tune', '--data', 'VOC', '--engine', 'auto'],
    /neither --fine-tune nor --recipe with --engine/,
  ],
  [
    'threads for the recipe',
    ['--recipe', 'rcnn', '--data', 'VOC', '--threads', '2'],
    /--threads: .*--workers/,
  ],
  ['images for the whole network', ['--fine-tune', '--data', 'VOC', '--images', '9'], /with --images/],
  ['images of crops for it', ['--fine-tune', '--data', 'VOC', '--crop-images', '0'], /with --crop-images/],
  ['no images', ['--data', 'VOC', '--images', '0'], /--images to be/],
  ['no workers', ['--fine-tune', '--data', 'VOC', '--workers', '0'], /workers.*whole number from 1/],
])('train detector refuses %s', async (_, args, message) => {
  const { code, err } = await runInProcess('train', 'detector', ...args);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

it('train detector names every setting that is wrong', async () => {
  const args = ['--fine-tune', '--data', folder, '--config', config, '--run', join(folder, 'run')];
  const { code, err } = await runInProcess('train', 'detector', ...args);
  expect(code).toBe(2);
  for (const name of ['steps', 'scales', 'speed']) expect(err).toContain(name);
});

it('train detector --recipe names every setting that is wrong', async () => {
  const args = ['--recipe', 'rcnn', '--data', folder, '--config', config, '--run', join(folder, 'run')];
  const { code, err } = await runInProcess('train', 'detector', ...args);
  expect(code).toBe(2);
  for (const name of ['steps', 'scales', 'speed']) expect(err).toContain(name);
});

it('a run goes on by its folder alone, with the proposals and the output that it began with', {
  timeout: 300_000,
}, async () => {
  const [data, run, out] = [join(folder, 'VOC'), join(folder, 'squares'), join(folder, 'out.safetensors')];
  await writeSquares(data, { train: 4, val: 2 });
  const base = await writeTinyClassifier(folder, ['a', 'b']);
  const settings = join(folder, 'few.json');
  const small = {
    steps: 2,
    regions: 8,
    scales: [64],
    warmUp: 1,
    detectAt: 64,
    validation: null,
    pruning: null,
  };
  writeFileSync(settings, JSON.stringify(small));
  const begun = await runInProcess(
    ...['train', 'detector', '--fine-tune', '--data', data, '--base', base, '--config', settings],
    ...['--run', run, '--out', out, '--proposals', join(folder, 'boxes.ndjson')],
  );
  expect(begun).toMatchObject({ code: 0, err: expect.stringContaining('out.safetensors') });
  const record = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
  expect(record).toMatchObject({ out, proposals: join(folder, 'boxes.ndjson') });
  rmSync(out);
  const resumed = await runInProcess('train', 'detector', '--fine-tune', '--run', run);
  expect(resumed).toMatchObject({ code: 0, err: expect.stringContaining('is finished already') });
  expect(existsSync(out)).toBe(true);
  // Runs begun before these were recorded have neither.
  const { backgroundSha256: _, out: __, proposals: ___, ...older } = record;
  writeFileSync(join(run, 'config.json'), JSON.stringify(older));
  expect((await runInProcess('train', 'detector', '--fine-tune', '--run', run)).code).toBe(0);
  // The file of proposals is the recorded one: a broken line in it is found.
  writeFileSync(join(run, 'config.json'), JSON.stringify(record));
  writeFileSync(join(folder, 'boxes.ndjson'), 'broken\n\n');
  const broken = await runInProcess('train', 'detector', '--fine-tune', '--run', run);
  expect(broken).toMatchObject({ code: 1, err: expect.stringContaining('boxes.ndjson') });
});
