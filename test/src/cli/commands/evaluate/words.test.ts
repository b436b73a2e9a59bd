import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  return { code, text: out + err, out };
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

  it('--others without --report says where to look', async () => {
    const args = ['--protocol', 'voc2010', ...files(), '--others', at('found.ndjson')];
    const { text, code } = await evaluate(...args);
    expect(text).toContain('Expected --report FILE with --others');
    expect(text).toContain('evaluate explain --others compares on the terminal');
    expect(code).toBe(2);
  });
});

describe('evaluate explain', () => {
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
      'In 95 % of 1,000 resamplings of the images the difference is from +0.00 to +0.00 points; in 100.0 % of them the measured winner does not win. These images do not show which is better.',
    );
  });
});
