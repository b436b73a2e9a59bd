import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadClassifier } from '../../../../../src/classification/load-classifier.js';
import { drawScene } from '../../../../support/photographs.js';
import { runInProcess } from '../../../../support/run-in-process.js';
import { writeTinyClassifier } from '../../../../support/tiny-classifier.js';

const folder = mkdtempSync(join(tmpdir(), 'classification-'));
const at = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true }));

const wnids = ['n01440764', 'n02102040', 'n02979186'];
/** Not a multiple of the batch, so that batches end within a class and at the end. */
const EACH = 15;
let model: string;

const args = (run: string, ...more: string[]) => [
  ...['evaluate', '--protocol', 'ilsvrc-cls', '--truth', folder, '--model', model],
  ...['--run', at(run), '--json', ...more],
];
const results = (run: string) => readFileSync(at(run, 'results.ndjson'));

beforeAll(async () => {
  model = await writeTinyClassifier(folder, [...wnids, 'n03000684', 'n03028079', 'n03394916']);
  for (const [k, wnid] of wnids.entries()) {
    for (let i = 0; i < EACH; i++) await drawScene(at('val', wnid, `${i}.png`), { seed: 100 * k + i });
  }
  writeFileSync(at('val', wnids[1]!, '7.png'), 'no photograph');
}, 120_000);

describe('evaluate --protocol ilsvrc-cls', () => {
  let whole: Awaited<ReturnType<typeof runInProcess>>;
  beforeAll(async () => {
    whole = await runInProcess(...args('whole'));
  }, 120_000);

  it('counts top-1 and top-5 over folders of classes; a failed image is wrong', () => {
    const { metrics, counts, failures } = JSON.parse(whole.out);
    const lines = results('whole')
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const place = (line: { image: string; predictions?: { wnid: string }[] }) =>
      line.predictions?.findIndex(({ wnid }) => line.image.startsWith(wnid)) ?? -1;
    const share = (n: number) => lines.map(place).filter((p) => p >= 0 && p < n).length / (3 * EACH);
    expect(metrics).toEqual({ top1: share(1), top5: share(5) });
    expect(counts).toEqual({ images: 3 * EACH, classes: 3, withoutPrediction: 1 });
    expect(failures.map(({ image }: { image: string }) => image)).toEqual([join(wnids[1]!, '7.png')]);
    expect(whole.code).toBe(1);
  });

  it('passes over hidden folders and files, which are no classes and no photographs', async () => {
    const truth = at('hidden');
    await drawScene(join(truth, 'val', wnids[0]!, 'a.png'));
    await drawScene(join(truth, 'val', '.ipynb_checkpoints', 'a.png'));
    await drawScene(join(truth, 'val', wnids[0]!, '._a.png'));
    const predictions = [{ class: 'x', wnid: wnids[0], score: 1 }];
    const guesses = at('hidden.ndjson');
    writeFileSync(guesses, JSON.stringify({ image: `${wnids[0]}/a.png`, predictions }));
    const { out, code } = await runInProcess(
      ...['evaluate', '--protocol', 'ilsvrc-cls', '--truth', truth, '--detections', guesses, '--json'],
    );
    expect(JSON.parse(out)).toMatchObject({ metrics: { top1: 1 }, counts: { images: 1, classes: 1 } });
    expect(code).toBe(0);
  });

  it('gives the same bytes wherever a run was cut', async () => {
    const lines = results('whole').toString('utf8').split('\n');
    const manifest = readFileSync(at('whole', 'manifest.json'));
    for (const [n, kept] of [1, 16, 23, 44].entries()) {
      const run = `cut-${n}`;
      await drawScene(at(run, 'x.png')); // makes the folder
      writeFileSync(at(run, 'manifest.json'), manifest);
      writeFileSync(
        at(run, 'results.ndjson'),
        `${lines.slice(0, kept).join('\n')}\n${lines[kept]!.slice(0, 9)}`,
      );
      expect((await runInProcess(...args(run))).out).toBe(whole.out);
      expect(results(run).equals(results('whole'))).toBe(true);
    }
  });

  it('averages models and crops, each in a run of its own', async () => {
    const second = await writeTinyClassifier(folder, [...wnids, 'n03000684', 'n03028079', 'n03394916'], {
      name: 'second',
      seed: 2,
    });
    const both = ['--model', `${model},${second}`, '--crops', '10'];
    const { out } = await runInProcess(
      ...['evaluate', '--protocol', 'ilsvrc-cls', '--truth', folder, '--run', at('both'), '--json', ...both],
    );
    expect(JSON.parse(out).counts).toEqual({ images: 3 * EACH, classes: 3, withoutPrediction: 1 });
    const { model: used, options } = JSON.parse(readFileSync(at('both', 'manifest.json'), 'utf8'));
    expect(used.name).toBe('tiny-classifier+second');
    expect(options.crops).toBe(10);
    using classifier = await loadClassifier({ model: [model, second], worker: false });
    const [line] = results('both').toString('utf8').split('\n');
    const { image, predictions } = JSON.parse(line!);
    const own = await classifier.classify(at('val', image), { crops: 10 });
    expect(predictions.map((one: { wnid: string }) => one.wnid)).toEqual(
      own.predictions.map(({ wnid }) => wnid),
    );
    const other = await runInProcess(...args('both')); // the same folder, other models
    expect(other.err).toMatch(/model\.name: tiny-classifier\+second/);
  });

  it('takes the maximum of crops, for comparison, in a run of its own', async () => {
    const most = ['--crops', '10', '--average', 'maximum'];
    await runInProcess(...args('most', ...most));
    expect(JSON.parse(readFileSync(at('most', 'manifest.json'), 'utf8')).options).toMatchObject({
      ...{ crops: 10, average: 'maximum' },
    });
    const [line] = results('most').toString('utf8').split('\n');
    const { image, predictions } = JSON.parse(line!);
    using classifier = await loadClassifier({ model, worker: false });
    const [maximum, mean] = await Promise.all(
      (['maximum', 'mean'] as const).map((average) =>
        classifier.classify(at('val', image), { crops: 10, average }),
      ),
    );
    expect(predictions[0].score).toBeCloseTo(maximum!.predictions[0]!.score, 6);
    expect(predictions[0].score).not.toBeCloseTo(mean!.predictions[0]!.score, 6);
    const other = await runInProcess(...args('most', '--crops', '10'));
    expect(other.err).toMatch(/average/);
    const alone = await runInProcess(...args('alone', '--average', 'maximum'));
    expect([alone.code, alone.err]).toEqual([2, expect.stringMatching(/--crops 10 or 144/)]);
  });

  it('in shards, merges to the same bytes and numbers', async () => {
    for (const n of [1, 2]) await runInProcess(...args(`shard-${n}`, '--shard', `${n}/2`));
    const merge = ['evaluate', 'merge', at('shard-1'), at('shard-2'), '--out', at('merged'), '--json'];
    const { out } = await runInProcess(...merge, '--protocol', 'ilsvrc-cls', '--truth', at('val'));
    expect(out).toBe(whole.out);
    expect(results('merged').equals(results('whole'))).toBe(true);
  });

  it('shows in the report what the model sees of right and wrong guesses, where there is a model', async () => {
    const pictures = (text: string) => text.match(/<image href="data:image\/jpeg;base64,/g)?.length ?? 0;
    await runInProcess(...args('whole'), '--report', at('seen.html'));
    const page = readFileSync(at('seen.html'), 'utf8');
    const { right, wrong } = chosen();
    // A map of each right guess, two of each wrong one, and two layers.
    expect(pictures(page)).toBe(right + 2 * wrong + 2);
    expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
    await runInProcess(
      ...['evaluate', '--protocol', 'ilsvrc-cls', '--truth', folder, '--report', at('unseen.html')],
      ...['--detections', at('whole', 'results.ndjson')],
    );
    expect(pictures(readFileSync(at('unseen.html'), 'utf8'))).toBe(0);
  });

  /** How many right and wrong guesses can be shown: at most one of each class. */
  function chosen(): { right: number; wrong: number } {
    const [right, wrong] = [new Set<string>(), new Set<string>()];
    for (const line of results('whole').toString('utf8').trimEnd().split('\n')) {
      const { image, predictions } = JSON.parse(line);
      if (!predictions) continue;
      const label = image.slice(0, 9);
      (predictions[0].wnid === label ? right : wrong).add(label);
    }
    return { right: right.size, wrong: wrong.size };
  }

  it('reads five labels a line, which may name classes that the folders have not', async () => {
    const files = wnids.flatMap((wnid) => readdirSync(at('val', wnid)).map(() => wnid));
    const guesses = at('guesses.txt');
    const lines = files.map((wnid, i) => (i === 0 ? `n03000684 ${wnid}` : i === 1 ? 'n03000684' : wnid));
    writeFileSync(guesses, `${lines.join('\n')}\n`);
    const { out } = await runInProcess(
      ...['evaluate', '--protocol', 'ilsvrc-cls', '--truth', folder, '--detections', guesses, '--json'],
    );
    const [n, all] = [3 * EACH, JSON.parse(out)];
    expect(all.metrics).toEqual({ top1: (n - 2) / n, top5: (n - 1) / n });
  });

  it('reads a list of ground truth with its classes', async () => {
    writeFileSync(at('truth.txt'), '1\n2\n2\n');
    writeFileSync(at('meta.csv'), `1,${wnids[0]},tench\n2,${wnids[1]},springer\n`);
    writeFileSync(at('three.txt'), '1 2\n1 2\n2 1\n');
    const { out } = await runInProcess(
      ...['evaluate', '--protocol', 'ilsvrc-cls', '--truth', at('truth.txt'), '--meta', at('meta.csv')],
      ...['--detections', at('three.txt'), '--json'],
    );
    expect(JSON.parse(out).metrics).toEqual({ top1: 2 / 3, top5: 1 });
  });

  it('refuses a model that does not know a class of the truth', async () => {
    await drawScene(at('strange', 'n99999999', 'a.png'));
    const { code, err } = await runInProcess(...args('strange-run').with(4, at('strange')));
    expect(err).toContain('n99999999');
    expect(code).toBe(2);
  });
});
