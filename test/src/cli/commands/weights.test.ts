import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../src/platform/node/package-root.js';
import { caffemodelBytes } from '../../../support/caffemodel.js';
import { program } from '../../../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'weights-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: packageRoot,
    encoding: 'utf8',
    env: { ...process.env, GOOGLENET_RCNN_CACHE: folder },
  });
  return { code: status, out: stdout, err: stderr };
}

describe('weights', () => {
  beforeAll(() => {
    writeFileSync(at('two.caffemodel'), caffemodelBytes({ classes: 2, fill: 0.25 }));
    writeFileSync(at('words.txt'), 'n01440764 tench\nn01443537 goldfish\n');
    const made = run(
      ...['weights', 'import', at('two.caffemodel'), '--classes', at('words.txt')],
      ...['--out', at('two.safetensors')],
    );
    expect(made).toMatchObject({ code: 0, out: '' });
  });

  it('info shows the card, for people and for scripts', () => {
    const { out } = run('weights', 'info', at('two.safetensors'), '--json');
    expect(JSON.parse(out)).toMatchObject({
      parameters: 6_998_552 - 998 * 1025,
      storedType: 'float32',
      card: { name: 'two', classes: [{ name: 'tench', wnid: 'n01440764' }, { name: 'goldfish' }] },
    });
    const people = run('weights', 'info', at('two.safetensors'));
    expect(people.out).toMatch(/inception_5b +7x7x1024/);
  });

  it('info and verify take the file of an ensemble', () => {
    const [two, both] = [at('two.safetensors'), at('both.json')];
    expect(run('weights', 'ensemble', two, two, '--weights', '1', '3', '--out', both).code).toBe(0);
    const { members, card } = JSON.parse(run('weights', 'info', both, '--json').out);
    expect(members).toMatchObject([
      { name: 'two', path: two, weight: 1 },
      { name: 'two', path: two, weight: 3 },
    ]);
    expect(card).toMatchObject({ task: 'classifier', name: 'two+two' });
    expect(run('weights', 'info', both).out).toContain(`member 2  two, weight 3: ${two}`);
    expect(run('weights', 'verify', both).code).toBe(0);
    const changed = readFileSync(both, 'utf8').replaceAll(/[0-9a-f]{64}/g, '0'.repeat(64));
    writeFileSync(both, changed);
    expect(run('weights', 'verify', both)).toMatchObject({
      code: 1,
      err: expect.stringContaining('it was replaced'),
    });
  });

  it('verify ends with 1 when one of the models is damaged, and names it', () => {
    const bytes = readFileSync(at('two.safetensors'));
    bytes[bytes.length - 1] ^= 1;
    writeFileSync(at('damaged.safetensors'), bytes);
    const { code, out } = run(
      'weights',
      'verify',
      at('two.safetensors'),
      at('damaged.safetensors'),
      '--json',
    );
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ valid }) => valid)).toEqual([true, false]);
    expect(lines[1].error).toContain(at('damaged.safetensors'));
    expect(code).toBe(1);
    const { err } = run('weights', 'verify', at('damaged.safetensors'));
    expect(stripVTControlCharacters(err)).toMatch(/^error .*damaged/);
  });

  it('verify and info know every model that ships', () => {
    expect(run('weights', 'verify', 'voc', 'multibox').code).toBe(0);
    const { code, out } = run('weights', 'info', 'multibox');
    expect(code).toBe(0);
    expect(out).toMatch(/task +multibox/);
    expect(out).not.toContain('inception_5b');
    const detector = run('weights', 'info', 'voc').out;
    expect(detector).toMatch(/total +21 +5,973,552 /); // 6,998,552 without the classifier's 1,025,000
    expect(detector).not.toContain('loss3/classifier');
    expect(detector).toMatch(/mAP +\d+\.\d %/);
  });

  it('export halves the file in float16 and writes ONNX', () => {
    const small = ['weights', 'export', at('two.safetensors'), '--format', 'safetensors', '--float16'];
    expect(run(...small, '--out', at('half.safetensors')).code).toBe(0);
    const share = statSync(at('half.safetensors')).size / statSync(at('two.safetensors')).size;
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(0.51);
    const onnx = ['weights', 'export', at('half.safetensors'), '--format', 'onnx', '--out', at('two.onnx')];
    expect(run(...onnx).code).toBe(0);
    expect(statSync(at('two.onnx')).size).toBeGreaterThan(4 * (6_998_552 - 998 * 1025));
  });

  it.each([
    ['no command', ['weights'], 2, 'Expected a command after "weights"'],
    ['an unknown publication', ['weights', 'fetch', 'vgg'], 2, 'bvlc'],
    ['a model that was not fetched', ['weights', 'info', 'bvlc'], 1, 'weights fetch bvlc'],
    ['an unknown name', ['weights', 'info', 'vox'], 2, 'voc, multibox, bvlc'],
  ])('refuses %s', (_, args, code, message) => {
    const refused = run(...args);
    expect(refused.err).toContain(message);
    expect(refused).toMatchObject({ code, out: '' });
  });
});

describe('summary', () => {
  it('prints the table for people within 100 columns', () => {
    const { out, code } = run('summary');
    expect(code).toBe(0);
    // Colours, which are on under CI, take bytes and no columns.
    const lines = stripVTControlCharacters(out).trimEnd().split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines.at(-1)).toMatch(/^total +22 +6,998,552 +1,582\.7 M$/);
  });

  it('gives a script the same numbers', () => {
    const { total, rows } = JSON.parse(run('summary', '--aux', '--json').out);
    expect(total.parameters).toBe(13_378_280);
    expect(rows.find(({ name }: { name: string }) => name === 'loss1').parameters).toBe(3_188_840);
  });

  it('refuses a width that leaves a branch no channel', () => {
    expect(run('summary', '--width', '0')).toMatchObject({ code: 2, out: '' });
    expect(run('summary', '--width', '0.03')).toMatchObject({ code: 2, out: '' });
    expect(JSON.parse(run('summary', '--width', '0.03125', '--json').out).total.macs).toBeGreaterThan(0);
  });
});
