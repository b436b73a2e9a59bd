import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../../../../support/run-in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'words-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
const box = { x1: 10, y1: 10, x2: 60, y2: 60 };
const write = (name: string, rows: readonly unknown[]) =>
  writeFileSync(at(name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
const files = () => ['--truth', at('truth.ndjson'), '--detections', at('found.ndjson')];
const evaluate = async (...args: string[]) => {
  const { out, err, code } = await runInProcess('evaluate', ...args);
  return { code, text: stripVTControlCharacters(out + err), out };
};

beforeAll(() => {
  const images = ['a', 'b'].map((image) => ({ image, width: 120, height: 90 }));
  const objects = [{ class: 'cat', box }];
  write('truth.ndjson', [
    { classes: [{ name: 'cat', id: 1 }] },
    ...images.map((one) => ({ ...one, objects })),
  ]);
  write(
    'found.ndjson',
    images.map((one) => ({ ...one, detections: [{ class: 'cat', score: 0.9, box: { ...box, x2: 50 } }] })),
  );
});

describe('names that people look for', () => {
  it('voc2012 has the rules of voc2010', async () => {
    const asked = await evaluate('--protocol', 'voc2012', ...files(), '--json');
    expect(asked.code).toBe(0);
    expect(asked.out).toBe((await evaluate('--protocol', 'voc2010', ...files(), '--json')).out);
  });

  it('--others without --report compares on the terminal', async () => {
    const args = ['--protocol', 'voc2010', ...files(), '--others', at('found.ndjson')];
    const { text, code } = await evaluate(...args);
    expect(text).toMatch(/class +first AP % +second AP % +share of the difference/);
    expect(text).toContain('These images do not show which is better.');
    expect(code).toBe(0);
    const { out } = await evaluate(...args, '--json');
    expect(JSON.parse(out).others).toMatchObject({ complete: true, comparison: { difference: 0 } });
  });

  it('--curves without --json says where to look', async () => {
    const { text, code } = await evaluate('--protocol', 'voc2010', ...files(), '--curves');
    expect(text).toContain('Expected --json with --curves');
    expect(text).toContain('--report FILE draws them');
    expect(code).toBe(2);
  });

  it.each([
    ['--crops', '10'],
    ['--average', 'maximum'],
  ])('%s without a classifier says what it is for', async (...option) => {
    const { text, code } = await evaluate('--protocol', 'voc2010', ...files(), ...option);
    expect(text).toContain('beside --model and --protocol ilsvrc-cls');
    expect(code).toBe(2);
  });
});

describe('the interval of the first number', () => {
  /** Of twelve images every third is wrong. */
  const twelve = () => {
    const images = Array.from({ length: 12 }, (_, i) => ({ image: `${i}`, width: 120, height: 90 }));
    const objects = [{ class: 'cat', box }];
    const classes = [{ name: 'cat', id: 1 }];
    write('twelve.ndjson', [{ classes }, ...images.map((one) => ({ ...one, objects }))]);
    const found = (i: number) => ({
      class: 'cat',
      score: 0.9 - i / 100,
      box: { ...box, x2: i % 3 ? 50 : 20 },
    });
    write(
      'found-in-twelve.ndjson',
      images.map((one, i) => ({ ...one, detections: [found(i)] })),
    );
    return ['--truth', at('twelve.ndjson'), '--detections', at('found-in-twelve.ndjson')];
  };

  it.each([
    ['voc2010', /^mAP +\d+\.\d\d +(.*?) *$/m, 'interval'],
    ['coco', /^AP +\d+\.\d\d +(.*?) *$/m, 'averagedInterval'],
  ])('is printed beside it, as of analyse: %s', async (protocol, row, name) => {
    const args = ['--protocol', protocol, ...twelve()];
    const { text } = await evaluate(...args);
    const { [name]: interval } = JSON.parse((await evaluate('analyse', ...args, '--json')).out);
    const [low, high] = [interval.low, interval.high].map((value) => (100 * value).toFixed(2));
    expect(text).toContain('95 % interval');
    expect(row.exec(text)?.[1]).toBe(`${low} to ${high}`);
    expect(low).not.toBe(high);
  });

  it.each(['voc2010', 'coco'])(
    'surrounds the number that analyse gives as evaluate does: %s',
    async (protocol) => {
      const args = ['--protocol', protocol, ...twelve(), '--json'];
      const { metrics } = JSON.parse((await evaluate(...args)).out);
      const analysis = JSON.parse((await evaluate('analyse', ...args)).out);
      expect(analysis.metrics).toEqual(metrics);
      const { low, high } = analysis.averagedInterval ?? analysis.interval;
      const [value] = Object.values(metrics);
      expect(value).toBeGreaterThan(low);
      expect(value).toBeLessThan(high);
    },
  );

  it('is not drawn from a few images', async () => {
    expect((await evaluate('--protocol', 'voc2010', ...files())).text).not.toContain('interval');
  });
});

describe('evaluate explain', () => {
  it('explains one difference, and refuses to be asked for two', async () => {
    const both = ['--against', 'coco', '--others', at('found.ndjson')];
    const { text, code } = await evaluate('explain', '--protocol', 'voc2007', ...files(), ...both);
    expect(text).toContain('Expected --against or --others, but got both');
    expect(code).toBe(2);
  });

  it('refuses rules beside two protocols, which bring their own', async () => {
    const rules = ['--iou', '0.75', '--difficult', 'counted'];
    const { text, code } = await evaluate(
      'explain',
      '--protocol',
      'voc2007',
      '--against',
      'coco',
      ...files(),
      ...rules,
    );
    expect(text).toContain('Expected --iou and --difficult to be left out with --against');
    expect(code).toBe(2);
  });

  it('says what each rule decides and what its values mean', async () => {
    const { text } = await evaluate('explain', '--protocol', 'voc2007', '--against', 'coco', ...files());
    for (const line of [
      'assignment: how a detection, best score first, finds its object',
      '  best-then-taken: each detection takes the object of highest IoU; if that is taken already, it is false',
      '  counted-first: each detection takes the free object of highest IoU, those to be found before ignored ones',
      'curve: how the area under precision over recall is measured',
      '  11-point: mean of the best precision at recall 0, 0.1 … 1',
      'ties: which of two equal scores comes first: by row of the results, or by image and then row',
    ])
      expect(text.split('\n')).toContain(line);
  });

  it('says what chance may do to a difference', async () => {
    const others = ['--others', at('found.ndjson')];
    const { text } = await evaluate('explain', '--protocol', 'coco', ...files(), ...others);
    expect(text).toContain(
      'The 95 % interval of the difference is 0.00 to 0.00 points (1,000 resamplings of the images); in 100.0 % of them the two tie or change places. These images do not show which is better.',
    );
  });
});
