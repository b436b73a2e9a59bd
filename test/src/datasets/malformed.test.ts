import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCoco } from '../../../src/datasets/coco/instances.js';
import { BadDatasetError, type OnProblem } from '../../../src/datasets/problem.js';
import { annotationOf } from '../../../src/datasets/voc/annotation.js';
import { readVoc } from '../../../src/datasets/voc/devkit.js';
import { parseXml } from '../../../src/datasets/xml.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'malformed-'));
});
afterAll(() => rm(folder, { recursive: true }));

const XML = `<annotation>
  <filename>1.jpg</filename>
  <size><width>10</width><height>10</height></size>
  <object>
    <name>cat</name><difficult>1</difficult>
    <part><name>head</name><bndbox><xmin>3</xmin><ymin>3</ymin><xmax>4</xmax><ymax>4</ymax></bndbox></part>
    <bndbox><xmin>1.5</xmin><ymin>2</ymin><xmax>5</xmax><ymax>6</ymax></bndbox>
  </object>
</annotation>
`;

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const annotated = (xml: string, onProblem?: OnProblem) =>
  annotationOf(parseXml(xml, 'a.xml'), 'a.xml', onProblem);

describe('annotation XML', () => {
  it('leaves parts out, takes fractions and knows its line', () => {
    const { objects } = annotated(XML);
    expect(objects).toEqual([
      {
        name: 'cat',
        difficult: true,
        truncated: false,
        occluded: false,
        xmin: 1.5,
        ymin: 2,
        xmax: 5,
        ymax: 6,
        line: 4,
      },
    ]);
  });

  it.each([
    ['a file that ends early', XML.slice(0, 150), 'a.xml'],
    ['a corner that is no number', XML.replace('1.5', 'NaN'), 'a.xml:4: expected <xmin> of the cat'],
    ['a corner in hexadecimal', XML.replace('1.5', '0x10'), 'a.xml:4: expected <xmin> of the cat'],
    ['no corner', XML.replace('<xmin>1.5</xmin>', ''), 'a.xml:4: expected <xmin>'],
    ['two names', XML.replace('<name>cat', '<name>dog</name><name>cat'), 'a.xml:4: expected <object>'],
    ['another root', '<svg/>', 'a.xml:1: expected the element <annotation>'],
    ['nothing', '', 'a.xml'],
    ['a negative size', XML.replace('<width>10', '<width>-1'), 'a.xml:3: expected <width>'],
    [
      'a flag that is no flag',
      XML.replace('<difficult>1', '<difficult>2'),
      'expected <difficult> to be 0 or 1',
    ],
    ['a box from right to left', XML.replace('<xmax>5', '<xmax>0'), 'a.xml:4: expected xmin <= xmax'],
    ['a box from bottom to top', XML.replace('<ymax>6', '<ymax>0'), 'and ymin <= ymax of the cat'],
  ])('refuses %s', (_, xml, message) => {
    expect(() => annotated(xml)).toThrow(message);
    expect(() => annotated(xml)).toThrow(BadDatasetError);
  });

  it('refuses an entity bomb before it expands', () => {
    const levels = Array.from({ length: 30 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`);
    const bomb = `<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY e0 "ha">${levels.join('')}]>\n<annotation>&e30;</annotation>`;
    expect(() => annotated(bomb)).toThrow('a.xml:2: expected no <!ENTITY');
  });

  it('either reads damaged XML or says bad-dataset, nothing else', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '</',
      '/>',
      '&',
      ']]>',
      '<![CDATA[',
      '<!--',
      '<object>',
      '</name>',
      '"',
      '\0',
    );
    fc.assert(
      fc.property(fc.nat(XML.length), fc.nat(30), piece, (at, removed, put) => {
        const xml = XML.slice(0, at) + put + XML.slice(at + removed);
        try {
          for (const { xmin } of annotated(xml).objects) expect(xmin).not.toBeNaN();
        } catch (error) {
          expect(error).toBeInstanceOf(BadDatasetError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('what changes no number', () => {
  const told = (xml: string) => {
    const messages: string[] = [];
    const { objects } = annotated(xml, ({ kind, message }) => messages.push(`${kind} ${message}`));
    return { object: objects[0]!, messages };
  };

  it.each([
    ['a share that is cut off', '<truncated>0.0597</truncated>', { truncated: true }, 'taken as 1'],
    ['a share of nothing', '<truncated>0.0</truncated>', { truncated: false }, 'taken as 0'],
    ['a word', '<occluded>False</occluded>', { occluded: false }, 'taken as 0'],
    ['a word that nobody knows', '<occluded>partly</occluded>', { occluded: false }, 'taken as 0'],
  ])('is taken, and told: %s', (_, flag, expected, message) => {
    const { object, messages } = told(XML.replace('<difficult>', `${flag}<difficult>`));
    expect(object).toMatchObject(expected);
    expect(messages).toEqual([expect.stringContaining(message)]);
  });

  it('a word for difficult means what it says', () => {
    expect(told(XML.replace('<difficult>1', '<difficult>true')).object.difficult).toBe(true);
    expect(told(XML.replace('<difficult>1', '<difficult>False')).object.difficult).toBe(false);
  });

  it('a root in capitals is the root', () => {
    const { object, messages } = told(XML.replaceAll('annotation>', 'Annotation>'));
    expect(object.name).toBe('cat');
    expect(messages).toEqual(['odd-value expected the element <annotation>, but got <Annotation>.']);
  });

  it('without anyone to tell, it is no error', () => {
    expect(annotated(XML.replace('<difficult>1', '<difficult>true')).objects).toHaveLength(1);
  });
});

describe('VOC folders', () => {
  beforeAll(async () => {
    await mkdir(join(folder, 'Annotations'));
    await mkdir(join(folder, 'ImageSets', 'Main'), { recursive: true });
    await file('Annotations/1.xml', `\ufeff${XML.replaceAll('\n', '\r\n')}`);
    await file('Annotations/2.xml', Buffer.from(`\ufeff${XML}`, 'utf16le'));
    await file('Annotations/3.xml', Buffer.from(XML.replace('cat', 'ca\u00ef'), 'latin1'));
    await file('ImageSets/Main/dos.txt', '\ufeff1\r\n');
    await file('ImageSets/Main/latin.txt', '3\n');
    await file('ImageSets/Main/absent.txt', '1\n4\n');
    await file('ImageSets/Main/odd.txt', '1 0\n2 5\n');
    await file('ImageSets/Main/cat_part.txt', '1  1\n2 -1\n');
  });

  it('reads byte order marks and DOS line ends, with the right line', async () => {
    const { truth, images } = await readVoc(folder, { split: 'dos' });
    expect([truth.x1[0], truth.y1[0], truth.x2[0], truth.y2[0]]).toEqual([0.5, 1, 5, 6]);
    expect(truth.origins?.line[0]).toBe(4);
    expect(images[0]).toEqual({ id: '1', file: join('JPEGImages', '1.jpg'), width: 10, height: 10 });
  });

  it('takes the images of a class list that show it', async () => {
    expect((await readVoc(folder, { split: 'cat_part' })).images.map(({ id }) => id)).toEqual(['1']);
  });

  it.each([
    ['latin', `3.xml:5: expected UTF-8`],
    ['absent', 'absent.txt:2: expected the annotation'],
    ['odd', 'odd.txt:2: expected "<image>"'],
    ['none', 'The splits found are absent, cat_part, dos, latin, odd.'],
  ])('refuses the split %s', async (split, message) => {
    await expect(readVoc(folder, { split })).rejects.toThrow(message);
  });

  it('goes on without the image when problems are asked for', async () => {
    const problems: string[] = [];
    const { images } = await readVoc(folder, {
      split: 'absent',
      onProblem: ({ kind }) => problems.push(kind),
    });
    expect(images).toHaveLength(2);
    expect(problems).toEqual(['missing-file']);
  });
});

describe('COCO instances', () => {
  const instances = (annotation: string) => `{
"images": [{"id": 0, "width": 10, "height": 10}],
"annotations": [${annotation}],
"categories": [{"id": 90, "name": "dog"}, {"id": 18, "name": "cat"}]}`;

  it('takes id 0, a missing area, crowd, polygons and categories with gaps', async () => {
    const annotation =
      '{"id": 5, "image_id": 0, "category_id": 90, "bbox": [1, 2, 3, 4.5], "iscrowd": 1, "segmentation": {"counts": "a\\\\b", "size": [1, 2]}}';
    const read = await readCoco(await file('good.json', instances(annotation)));
    expect(read.classes.map(({ name }) => name)).toEqual(['cat', 'dog']);
    expect([read.truth.class[0], read.truth.area[0], read.truth.y2[0], read.truth.flags[0]]).toEqual([
      1, 13.5, 6.5, 8,
    ]);
    expect(read.images[0]).toEqual({ id: '0', width: 10, height: 10 });
  });

  it.each([
    [
      'an unknown image',
      '{"image_id": 4, "category_id": 18, "bbox": [0,0,1,1]}',
      'annotation 1 has image_id 4, which "images" does not list.',
    ],
    [
      'an unknown category',
      '{"image_id": 0, "category_id": 4, "bbox": [0,0,1,1]}',
      'annotation 1 has category_id 4, which "categories" does not list.',
    ],
    [
      'no category',
      '{"image_id": 0, "bbox": [0,0,1,1]}',
      'expected image_id and category_id in annotations[0], but got no category_id.',
    ],
    [
      'an id that is text',
      '{"image_id": "0", "category_id": 18, "bbox": [0,0,1,1]}',
      'annotation 1 has image_id "0", which "images" does not list.',
    ],
  ])('refuses %s', async (_, annotation, message) => {
    await expect(readCoco(await file('bad.json', instances(annotation)))).rejects.toThrow(
      `bad.json:3: ${message}`,
    );
  });

  it('refuses a file without the lists', async () => {
    await expect(readCoco(await file('lists.json', '{"images": []}'))).rejects.toThrow(
      'annotations, categories',
    );
  });
});
