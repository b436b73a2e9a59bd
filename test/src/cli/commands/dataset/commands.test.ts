import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../../../../src/datasets/formats.js';
import { decodeImage } from '../../../../../src/platform/node/decode.js';
import {
  boxesByImage,
  mug,
  photograph,
  type Tree,
  vocXml,
  writeTree,
} from '../../../../support/label-files.js';
import { runInProcess } from '../../../../support/run-in-process.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dataset-commands-'));
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
const write = (tree: Tree) => writeTree(join(folder, `set ${made++}`), tree);
const outPath = (name: string) => join(folder, `out ${made++}`, name);
const run = (...args: string[]) => runInProcess('dataset', ...args);
const json = async (...args: string[]) => {
  const { code, out } = await run(...args, '--json');
  return { code, value: JSON.parse(out) as Record<string, unknown> };
};

/** labelImg's layout: for each name a photograph of its own shade, and the class of its object. */
async function labelled(classes: Readonly<Record<string, string>>): Promise<string> {
  const tree: Record<string, string | Uint8Array> = {};
  for (const [index, [name, label]] of Object.entries(classes).entries()) {
    tree[`${name}.xml`] = vocXml(`${name}.jpg`, label);
    tree[`${name}.jpg`] = await photograph({ shade: index });
  }
  return write(tree);
}

describe('check', () => {
  it('counts classes, and doubts those that differ by case', async () => {
    const { code, value } = await json(
      'check',
      await labelled({ a: 'tabby', b: 'tabby', c: 'Tabby', d: 'bike' }),
    );
    expect(code).toBe(1);
    expect(value).toMatchObject({
      classes: [
        { name: 'Tabby', objects: 1, images: 1 },
        { name: 'bike', objects: 1, images: 1 },
        { name: 'tabby', objects: 2, images: 2 },
      ],
      kinds: { 'similar-class': 1 },
      problems: [{ message: expect.stringMatching(/"Tabby" \(1 objects\) and "tabby" \(2 objects\)/) }],
    });
  });

  it('finds the same photograph under another name, and says where it spoils a measurement', async () => {
    const jpeg = await photograph();
    const path = await write({
      'train/a.xml': vocXml('a.jpg'),
      'train/a.jpg': jpeg,
      'valid/b.xml': vocXml('b.jpg'),
      'valid/b.jpg': jpeg,
      'valid/c.xml': vocXml('c.jpg'),
      'valid/c.jpg': await photograph({ shade: 7 }),
    });
    const { value } = await json('check', path);
    expect(value['problems']).toMatchObject([
      {
        kind: 'same-photograph',
        message: expect.stringMatching(
          /of b is the same file as that of a, of another split \(train and val\)/,
        ),
      },
    ]);
  });

  it('a photograph without labels is a note, not a doubt', async () => {
    const path = await labelled({ a: 'mug' });
    await writeTree(path, { 'b.jpg': await photograph({ shade: 9 }) });
    const { code, value } = await json('check', path);
    expect([code, value['problems'], value['notes']]).toMatchObject([0, [], [{ kind: 'unlabelled' }]]);
  });

  it('a photograph that is stored turned has its upright size', async () => {
    const path = await write({ 'a.xml': vocXml('a.jpg'), 'a.jpg': await photograph({ orientation: 6 }) });
    expect((await json('check', path)).value['problems']).toEqual([]);
  });

  it('people see the table', async () => {
    const found = await run('check', await labelled({ a: 'mug', b: 'plate' }));
    const out = stripVTControlCharacters(found.out); // coloured where CI is set
    expect(out).toMatch(/class +objects +photographs\s+mug +1 +1\s+plate +1 +1/);
    expect(out).toMatch(/2 images, 2 objects, 0 doubtful records/);
  });
});

describe('stats', () => {
  it('counts by class, size and split', async () => {
    const path = await write({
      'train/a.xml': vocXml('a.jpg'),
      'valid/b.xml': vocXml('b.jpg')
        .replace('<xmax>80</xmax>', '<xmax>200</xmax>')
        .replace('<ymax>60</ymax>', '<ymax>100</ymax>'),
      'valid/c.xml': vocXml('c.jpg', 'plate').replace('<xmax>80</xmax>', '<xmax>30</xmax>'),
      'valid/d.xml': vocXml('d.jpg').replace(/<object>[\s\S]*<\/object>/, ''),
    });
    expect((await json('stats', path)).value).toEqual({
      images: 4,
      objects: 3,
      empty: 1,
      mostObjects: 1,
      splits: { train: 1, val: 3 },
      classes: [
        {
          name: 'mug',
          objects: 2,
          images: 2,
          small: 0,
          medium: 1,
          large: 1,
          medianSide: 120,
          splits: { train: 1, val: 1 },
        },
        {
          name: 'plate',
          objects: 1,
          images: 1,
          small: 1,
          medium: 0,
          large: 0,
          medianSide: 50,
          splits: { val: 1 },
        },
      ],
    });
  });
});

const ten = () =>
  labelled(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`cam${i >> 1}-${i}`, 'mug'])));

describe('split', () => {
  it('divides at random, links the photographs, and the result trains and evaluates without options', async () => {
    const out = outPath('divided');
    const { code, value } = await json('split', await ten(), '--val', '0.3', '--test', '0.1', '--out', out);
    expect([code, value['splits']]).toEqual([0, { train: 6, val: 3, test: 1 }]);
    for (const [use, count] of [
      ['train', 6],
      ['evaluate', 3],
    ] as const) {
      const { images, root = '' } = await readDataset(out, { use });
      expect(images).toHaveLength(count);
      await expect(stat(join(root, images[0]!.file!))).resolves.toBeTruthy();
    }
  });

  it('is the same for the same seed, and another for another', async () => {
    const path = await ten();
    const drawn = async (seed: string) => {
      const out = outPath('seeded');
      await run('split', path, '--out', out, '--seed', seed);
      return readFile(join(out, 'ImageSets', 'Main', 'val.txt'), 'utf8');
    };
    const [first, again, other] = [await drawn('1'), await drawn('1'), await drawn('2')];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('keeps groups together', async () => {
    const out = outPath('grouped');
    await run('split', await ten(), '--val', '0.4', '--group-by', '^(cam\\d)', '--out', out);
    const { images } = await readDataset(out, { use: 'all' });
    const splits = new Map<string, Set<string>>();
    for (const { id, split = '' } of images)
      splits.set(id.slice(0, 4), (splits.get(id.slice(0, 4)) ?? new Set()).add(split));
    expect([...splits.values()].map((one) => one.size)).toEqual([1, 1, 1, 1, 1]);
    expect(images.filter(({ split }) => split === 'val')).toHaveLength(4);
  });

  it("keeps Roboflow's copies of a photograph, and equal files, together", async () => {
    const jpeg = await photograph({ shade: 77 });
    const names = ['a_jpg.rf.01', 'a_jpg.rf.02', 'b', 'c'];
    const tree = Object.fromEntries(names.map((name) => [`${name}.xml`, vocXml(`${name}.jpg`)]));
    const shades = await Promise.all([photograph({ shade: 1 }), photograph({ shade: 2 }), jpeg, jpeg]);
    const path = await write({
      ...tree,
      ...Object.fromEntries(names.map((name, i) => [`${name}.jpg`, shades[i]!])),
    });
    const out = outPath('copies');
    await run('split', path, '--val', '0.5', '--out', out);
    const { images } = await readDataset(out, { use: 'all' });
    const split = new Map(images.map((one) => [one.id, one.split]));
    expect(split.get('a_jpg.rf.01')).toBe(split.get('a_jpg.rf.02'));
    expect(split.get('b')).toBe(split.get('c'));
    expect(new Set(split.values()).size).toBe(2);
  });

  it.each<[string, string[], RegExp]>([
    ['nothing to train on', ['--val', '0.6', '--test', '0.4'], /leave something to train on/],
    ['one group', ['--group-by', 'mug|cam'], /groups small enough to fill the split val/],
    ['a pattern that is none', ['--group-by', '('], /regular expression/],
    ['a form without splits', ['--to', 'labelme'], /labelme has none.*--to/],
  ])('refuses %s', async (_name, options, message) => {
    const { code, err } = await run('split', await ten(), '--out', outPath('refused'), ...options);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('classes', () => {
  const classesOf = async (path: string) => (await readDataset(path)).classes.map(({ name }) => name);

  it('rename', async () => {
    const out = outPath('renamed');
    await run('rename', await labelled({ a: 'mug', b: 'plate' }), 'mug=big cup', '--out', out);
    expect(await classesOf(out)).toEqual(['big cup', 'plate']);
    expect(boxesByImage(await readDataset(out))).toMatchObject({ a: [['big cup', ...mug.slice(1)]] });
  });

  it('merge, also into the name of one of them', async () => {
    const out = outPath('merged');
    await run(
      'merge',
      await labelled({ a: 'Tabby', b: 'tabby', c: 'bike' }),
      'Tabby',
      'tabby',
      '--into',
      'tabby',
      '--out',
      out,
      '--to',
      'yolo',
    );
    const dataset = await readDataset(out);
    expect(dataset.classes.map(({ name }) => name)).toEqual(['tabby', 'bike']);
    expect(
      Object.values(boxesByImage(dataset))
        .flat()
        .map((box) => (box as unknown[])[0]),
    ).toEqual(['tabby', 'tabby', 'bike']);
  });

  it('drop keeps the photographs and says which are empty now', async () => {
    const out = outPath('dropped');
    const { err } = await run('drop', await labelled({ a: 'mug', b: 'plate' }), 'plate', '--out', out);
    expect(err).toMatch(/1 photographs have no object any more/);
    expect(boxesByImage(await readDataset(out))).toEqual({ a: [mug], b: [] });
  });

  it.each<[string, string[], RegExp]>([
    [
      'rename of a class that there is not',
      ['rename', 'cup=x'],
      /the class to be one of mug, plate, but got "cup"/,
    ],
    [
      'rename to a name that is taken',
      ['rename', 'mug=plate'],
      /two classes would be "plate".*dataset merge/,
    ],
    ['rename without a new name', ['rename', 'mug'], /old=new.*"mug"/],
    ['merge of one class', ['merge', 'mug', '--into', 'cup'], /at least two classes/],
    ['drop of all', ['drop', 'mug', 'plate'], /one class to be left/],
  ])('%s is refused', async (_name, [command, ...args], message) => {
    const path = await labelled({ a: 'mug', b: 'plate' });
    const { code, err } = await run(command!, path, ...args, '--out', outPath('refused'));
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('convert', () => {
  it('takes the photographs along; what it reads then is whole', async () => {
    const out = outPath('yolo');
    const path = await labelled({ a: 'mug', b: 'plate' });
    expect((await run('convert', path, '--to', 'yolo', '--out', out, '--photographs', 'copy')).code).toBe(0);
    expect((await run('check', out)).code).toBe(0);
    expect(await readdir(join(out, 'images', 'train'))).toEqual(['a.jpg', 'b.jpg']);
    const again = await run('convert', path, '--to', 'yolo', '--out', out, '--photographs', 'copy');
    expect([again.code, again.err]).toEqual([0, expect.stringContaining('2 objects')]);
  });

  it('a link is the same file', async () => {
    const path = await labelled({ a: 'mug' });
    const out = outPath('coco');
    await run('convert', path, '--to', 'coco', '--out', out, '--photographs', 'link');
    const [from, to] = await Promise.all([
      stat(join(path, 'a.jpg')),
      stat(join(out, 'images', 'val', 'a.jpg')),
    ]);
    expect(to.ino).toBe(from.ino);
  });

  it('says first what the new form cannot keep', async () => {
    const path = await write({ 'a.xml': vocXml('a.jpg').replace('<difficult>0', '<difficult>1') });
    const { err } = await run('convert', path, '--to', 'labelstudio', '--out', outPath('tasks.json'));
    expect(err).toMatch(
      /labelstudio does not keep the mark "difficult" of 1 object\.[\s\S]*tasks\.json: 1 objects/,
    );
  });

  it('names all missing photographs before it writes anything', async () => {
    const path = await write({ 'a.xml': vocXml('a.jpg'), 'b.xml': vocXml('b.jpg') });
    const out = outPath('voc');
    const { code, err } = await run('convert', path, '--to', 'voc', '--out', out, '--photographs', 'copy');
    expect([code, err]).toEqual([1, expect.stringMatching(/2 of 2 are missing: .*a\.jpg, .*b\.jpg/)]);
    await expect(stat(out)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('another photograph of the same name is not overwritten', async () => {
    const out = outPath('voc');
    await run('convert', await labelled({ a: 'mug' }), '--to', 'voc', '--out', out, '--photographs', 'copy');
    const other = await write({ 'a.xml': vocXml('a.jpg'), 'a.jpg': await photograph({ shade: 200 }) });
    const { code, err } = await run('convert', other, '--to', 'voc', '--out', out, '--photographs', 'copy');
    expect([code, err]).toEqual([1, expect.stringMatching(/JPEGImages\/a\.jpg.*EEXIST/)]);
  });

  it.each([
    ['cvat', 'labels', '.xml'],
    ['labelstudio', 'labels.txt', '.json'],
    ['ndjson', 'labels.json', '.ndjson'],
  ])('%s to %s is refused: it would not be known again', async (to, name, ending) => {
    const { code, err } = await run(
      'convert',
      await labelled({ a: 'mug' }),
      '--to',
      to,
      '--out',
      outPath(name),
    );
    expect([code, err]).toEqual([2, expect.stringContaining(`ends with ${ending}`)]);
  });
});

describe('preview', () => {
  it('draws the labels on a sheet', async () => {
    const out = outPath('sheet.png');
    const { code, value } = await json(
      'preview',
      await labelled({ a: 'mug', b: 'plate', c: 'mug' }),
      '--out',
      out,
      '--class',
      'mug',
    );
    expect([code, value]).toEqual([0, { out, photographs: 2, of: 3, unreadable: 0 }]);
    const { width, height, data } = await decodeImage(out);
    expect(width).toBeGreaterThan(800);
    expect(height).toBeGreaterThan(200);
    // The plain photographs are bluish, the sheet is grey: strong colours are the boxes.
    let drawn = 0;
    for (let i = 0; i < data.length; i += 3) if (data[i]! - data[i + 2]! > 60) drawn++;
    expect(drawn).toBeGreaterThan(500);
  });

  it('refuses when no photograph is there', async () => {
    const path = await write({ 'a.xml': vocXml('a.jpg') });
    const { code, err } = await run('preview', path, '--out', outPath('sheet.png'));
    expect([code, err]).toEqual([1, expect.stringContaining('none of 1 can be read')]);
  });
});
