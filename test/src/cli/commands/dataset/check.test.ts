import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { datasetFolder } from '../../../../support/dataset-folder.js';
import { photograph, vocXml, writeTree } from '../../../../support/label-files.js';

const { write, run, json, labelled } = datasetFolder();

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
      problems: [{ message: expect.stringMatching(/"Tabby" \(1 object\) and "tabby" \(2 objects\)/) }],
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

  it("counts Roboflow's copies of photographs of another split, with or without opening photographs", async () => {
    const names = ['train/a_jpg.rf.01', 'train/b_jpg.rf.02', 'valid/a_jpg.rf.03', 'valid/c_jpg.rf.04'];
    const tree: Record<string, string | Uint8Array> = {};
    for (const [shade, name] of names.entries()) {
      tree[`${name}.xml`] = vocXml(`${name.slice(6)}.jpg`);
      tree[`${name}.jpg`] = await photograph({ shade });
    }
    const { code, value } = await json('check', await write(tree), '--no-photographs');
    expect([code, value['problems']]).toMatchObject([
      1,
      [
        {
          kind: 'same-photograph',
          message: expect.stringMatching(/1 of the 2 photographs of the split val.*train/),
        },
      ],
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
