import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runInProcess } from '../../../../support/run-in-process.js';
import { describeWith, shared } from '../../../../support/shared.js';

const folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const evaluate = (...args: string[]) => runInProcess('evaluate', ...args);

describeWith('fixtures/coco-eval-100')('evaluate --protocol coco', () => {
  const truth = shared('fixtures', 'coco-eval-100', 'instances_val2014_100.json');
  const detections = shared('fixtures', 'coco-eval-100', 'instances_val2014_fakebbox100_results.json');

  it('prints the published twelve numbers', async () => {
    const expected = JSON.parse(readFileSync(shared('fixtures', 'coco-eval-100', 'expected.json'), 'utf8'));
    const { out, code } = await evaluate(
      '--protocol',
      'coco',
      '--truth',
      truth,
      '--detections',
      detections,
      '--json',
    );
    const { metrics } = JSON.parse(out);
    for (const [i, key] of expected.keys.entries()) expect(metrics[key]).toBeCloseTo(expected.values[i], 9);
    expect(code).toBe(0);
  });

  it('explains the difference to another protocol, shares adding up', async () => {
    const args = [
      'explain',
      '--protocol',
      'voc2007',
      '--against',
      'coco',
      '--truth',
      truth,
      '--detections',
      detections,
    ];
    const { difference, rules } = JSON.parse((await evaluate(...args, '--json')).out);
    const sum = rules.reduce((total: number, { share }: { share: number }) => total + share, 0);
    expect(sum).toBeCloseTo(difference, 12);
    expect(rules[0].rule).toBe('iou');
  });

  it('scores proposals from NDJSON', async () => {
    const file = join(folder, 'proposals.ndjson');
    writeFileSync(file, `${JSON.stringify({ image: '42', boxes: [[0, 0, 640, 480]] })}\n`);
    const { out } = await evaluate('proposals', '--truth', truth, '--proposals', file, '--json');
    expect(JSON.parse(out)).toMatchObject({ objects: 830, boxes: { most: 1 } });
  });

  it('names the option that is missing', async () => {
    const { err, code } = await evaluate('--protocol', 'coco', '--truth', truth);
    expect(err).toContain('--detections');
    expect(code).toBe(2);
  });

  it('says what a wrong class name is not', async () => {
    const args = ['--protocol', 'coco', '--truth', truth, '--detections', detections, '--classes', 'unicorn'];
    const { err, code } = await evaluate(...args);
    expect(err).toContain('unicorn');
    expect(code).toBe(2);
  });
});

describeWith('fixtures/voc-eval-toy')('evaluate --protocol voc2007 and voc2010', () => {
  const toy = shared('fixtures', 'voc-eval-toy');
  const lines = (kind: string, id: string) =>
    readFileSync(join(toy, kind, `${id}.txt`), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
  const inclusive = ([x, y, width, height]: string[]) => [+x, +y, +x + +width, +y + +height];

  it('prints the eight published APs from a devkit folder', async () => {
    const ids = readdirSync(join(toy, 'gts')).map((name) => name.replace('.txt', ''));
    mkdirSync(join(folder, 'Annotations'), { recursive: true });
    mkdirSync(join(folder, 'ImageSets', 'Main'), { recursive: true });
    mkdirSync(join(folder, 'results'));
    writeFileSync(join(folder, 'ImageSets', 'Main', 'val.txt'), `${ids.join('\n')}\n`);
    const results = new Map<string, string>();
    const names = new Set<string>();
    for (const id of ids) {
      const objects = lines('gts', id).map(([name, ...box]) => {
        const [xmin, ymin, xmax, ymax] = inclusive(box);
        names.add(name);
        return `<object><name>${name}</name><bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox></object>`;
      });
      const size = '<size><width>500</width><height>500</height><depth>3</depth></size>';
      const record = `<annotation><filename>${id}.jpg</filename>${size}${objects.join('')}</annotation>`;
      writeFileSync(join(folder, 'Annotations', `${id}.xml`), record);
      for (const [name, score, ...box] of lines('dets', id)) {
        results.set(name, `${results.get(name) ?? ''}${id} ${score} ${inclusive(box).join(' ')}\n`);
      }
    }
    for (const [name, text] of results)
      writeFileSync(join(folder, 'results', `comp3_det_val_${name}.txt`), text);

    const expected = JSON.parse(readFileSync(join(toy, 'expected.json'), 'utf8'));
    const rows = [
      ['voc2007', expected.elevenPoint],
      ['voc2010', expected.everyPoint],
    ];
    for (const [protocol, values] of rows) {
      const iou = expected.iou.map(String);
      const paths = ['--truth', folder, '--detections', join(folder, 'results')];
      const { out } = await evaluate('--protocol', protocol, ...paths, '--iou', ...iou, '--json');
      const { metrics } = JSON.parse(out);
      for (const [t, key] of iou.entries()) expect(metrics[`mAP@${key}`]).toBeCloseTo(values[t], 9);
    }
  });
});
