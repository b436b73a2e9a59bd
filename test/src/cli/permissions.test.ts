/** What an ordinary user may not read or write is told in a sentence that names it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/platform/node/package-root.js';
import { program } from '../../support/program.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';

const folder = mkdtempSync(join(tmpdir(), 'permissions-'));
const path = (...names: string[]) => join(folder, ...names);
const closed = path('closed');
const photograph = join(packageRoot, 'examples', 'images', 'chelsea.png');
afterAll(() => {
  chmodSync(closed, 0o700);
  chmodSync(path('photos', 'closed'), 0o700);
  chmodSync(path('beside', 'closed'), 0o700);
  rmSync(folder, { recursive: true });
});

let model: string;
beforeAll(async () => {
  model = await writeTinyDetector(folder);
  mkdirSync(path('photos', 'closed'), { recursive: true });
  mkdirSync(path('VOC', 'Annotations'), { recursive: true });
  mkdirSync(path('VOC', 'ImageSets', 'Main'), { recursive: true });
  mkdirSync(path('VOC', 'JPEGImages'), { recursive: true });
  mkdirSync(path('beside', 'closed'), { recursive: true });
  mkdirSync(closed);
  copyFileSync(photograph, path('photos', 'a.png'));
  copyFileSync(photograph, path('VOC', 'JPEGImages', 'a.jpg'));
  symlinkSync('.', path('photos', 'loop'));
  writeFileSync(path('VOC', 'ImageSets', 'Main', 'train.txt'), 'a\n');
  writeFileSync(
    path('VOC', 'Annotations', 'a.xml'),
    '<annotation><size><width>451</width><height>300</height><depth>3</depth></size><object><name>cat</name>' +
      '<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>400</xmax><ymax>290</ymax></bndbox></object></annotation>',
  );
  for (const open of [folder, path('photos'), model]) chmodSync(open, 0o755);
  chmodSync(closed, 0);
  copyFileSync(photograph, path('beside', 'a.png'));
  copyFileSync(path('VOC', 'Annotations', 'a.xml'), path('beside', 'a.xml'));
  chmodSync(path('photos', 'closed'), 0);
  chmodSync(path('beside', 'closed'), 0);
});

/** Somebody else where this process may do everything. */
const other = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
/** False in a folder of root's own: nobody else can run the command there. */
const reading = `require('node:fs').readFileSync(${JSON.stringify(join(packageRoot, 'package.json'))})`;
const runnable = spawnSync(process.execPath, ['-e', reading], other).status === 0;

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: packageRoot,
    encoding: 'utf8',
    ...other,
  });
  return { status, stdout, stderr };
}

describe.skipIf(process.platform === 'win32' || !runnable)('a folder without permission', () => {
  it('of photographs is not called empty', () => {
    const { status, stdout, stderr } = run('detect', closed, '--model', model, '--json');
    expect({ status, stderr }).toMatchObject({ status: 1 });
    expect(JSON.parse(stdout)).toEqual({
      image: closed,
      error: expect.stringContaining('permission denied'),
    });
  });

  it('below others is named, and the rest is done, each photograph once', () => {
    const { status, stdout } = run('detect', path('photos'), '--model', model, '--json', '--count', '20');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ image: path('photos', 'a.png'), width: 451 });
    expect(lines[1]).toMatchObject({ image: path('photos', 'closed'), error: expect.anything() });
    expect(status).toBe(1);
  });

  it('of labels is named: a number without them would be another', () => {
    const { status, stderr } = run('dataset', 'stats', path('beside'));
    expect(status).toBe(1);
    expect(stderr).toContain(path('beside', 'closed'));
    expect(stderr).not.toMatch(/unexpected error|\n {4}at /);
  });

  it.each([
    [
      'for a run of train',
      'train',
      'detector',
      '--data',
      path('VOC'),
      '--run',
      join(closed, 'run'),
      '--out',
      path('x'),
    ],
    [
      'for a run of evaluate',
      'evaluate',
      '--protocol',
      'voc2010',
      '--truth',
      path('VOC'),
      '--split',
      'train',
      '--run',
      join(closed, 'run'),
    ],
    ['for pictures', 'detect', photograph, '--count', '20', '--out', join(closed, 'x.png')],
  ])('%s is an error in a sentence', (_, ...args) => {
    const { status, stderr } = run(
      ...args,
      ...(args[0] === 'train' ? ['--base', model] : ['--model', model]),
    );
    expect(status).toBe(1);
    expect(stderr).toContain(closed);
    expect(stderr).toContain('EACCES');
    expect(stderr).not.toMatch(/unexpected error|\n {4}at /);
  });
});
