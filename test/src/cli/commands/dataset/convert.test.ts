import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasetFolder } from '../../../../support/dataset-folder.js';
import { photograph, vocXml } from '../../../../support/label-files.js';

const { write, outPath, run, labelled } = datasetFolder();

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
      stat(join(out, 'images', 'train', 'a.jpg')),
    ]);
    expect(to.ino).toBe(from.ino);
  });

  it('refuses to write labels in a form of results', async () => {
    const path = await labelled({ a: 'mug' });
    const { code, err } = await run('convert', path, '--to', 'roboflow', '--out', outPath('r'));
    expect([code, err]).toEqual([2, expect.stringContaining('Expected --detections with --to roboflow')]);
  });

  it('says first what the new form cannot keep', async () => {
    const path = await write({ 'a.xml': vocXml('a.jpg').replace('<difficult>0', '<difficult>1') });
    const { err } = await run('convert', path, '--to', 'labelstudio', '--out', outPath('tasks.json'));
    expect(err).toMatch(
      /labelstudio does not keep the mark "difficult" of 1 object\.[\s\S]*tasks\.json: 1 object of/,
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
    ['cvat', 'annotations.xml'],
    ['labelstudio', 'tasks.json'],
    ['ndjson', 'labels.ndjson'],
  ])('%s takes a folder, and calls the file as detect does', async (to, file) => {
    const out = outPath('folder');
    const path = await labelled({ a: 'mug' });
    const args = ['convert', path, '--to', to, '--out', out, '--photographs', 'copy'];
    const { code, err } = await run(...args);
    expect([code, err]).toEqual([0, expect.stringContaining(`${join(out, file)}: 1 object of 1 image as`)]);
    expect((await readdir(out)).sort()).toEqual([file, 'images'].sort());
    expect((await run('check', join(out, file))).code).toBe(0);
    expect((await run(...args)).code).toBe(0);
  });

  it('a file in the folder is not written over while it is read', async () => {
    const out = outPath('own');
    await run('convert', await labelled({ a: 'mug' }), '--to', 'ndjson', '--out', out);
    const args = ['convert', join(out, 'labels.ndjson'), '--to', 'ndjson', '--out', out];
    expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining('it is read as path') });
  });

  it('a folder of another form is refused, one of the same is said to be there', async () => {
    const path = await labelled({ a: 'mug' });
    const out = outPath('taken');
    await run('convert', path, '--to', 'voc', '--out', out);
    const other = await run('convert', path, '--to', 'coco', '--out', out);
    expect([other.code, other.err]).toEqual([2, expect.stringContaining(`${out} holds voc labels`)]);
    const same = await run('convert', path, '--to', 'voc', '--out', out);
    expect([same.code, same.err]).toEqual([
      0,
      expect.stringContaining(
        `${out} is there already with 2 files: those of the same names will be replaced`,
      ),
    ]);
  });

  it.each([
    ['cvat', 'labels.json', '.xml'],
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
