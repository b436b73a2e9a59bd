import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCoco } from '../../../src/datasets/coco/instances.js';
import { readCocoResults } from '../../../src/datasets/coco/results.js';
import { readIlsvrcResults } from '../../../src/datasets/ilsvrc/results.js';
import { splitLines } from '../../../src/datasets/lines.js';
import { readNdjsonDetections } from '../../../src/datasets/ndjson/detections.js';
import { BadDatasetError } from '../../../src/datasets/problem.js';
import { parseAnnotation } from '../../../src/datasets/voc/annotation.js';
import { readVoc } from '../../../src/datasets/voc/devkit.js';
import { readVocResults } from '../../../src/datasets/voc/results.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'malformed-'));
});
afterAll(() => rm(folder, { recursive: true }));

const dataset = {
  images: [{ id: '1', width: 10, height: 10 }],
  classes: [{ name: 'cat', id: 1 }],
};

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

describe('annotation XML', () => {
  it('leaves parts out, takes fractions and knows its line', () => {
    const { objects } = parseAnnotation(XML, 'a.xml');
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
    expect(() => parseAnnotation(xml, 'a.xml')).toThrow(message);
    expect(() => parseAnnotation(xml, 'a.xml')).toThrow(BadDatasetError);
  });

  it('refuses an entity bomb before it expands', () => {
    const levels = Array.from({ length: 30 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`);
    const bomb = `<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY e0 "ha">${levels.join('')}]>\n<annotation>&e30;</annotation>`;
    expect(() => parseAnnotation(bomb, 'a.xml')).toThrow('a.xml:2: expected no <!ENTITY');
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
          for (const { xmin } of parseAnnotation(xml, 'a.xml').objects) expect(xmin).not.toBeNaN();
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
    const { objects } = parseAnnotation(xml, 'a.xml', ({ kind, message }) =>
      messages.push(`${kind} ${message}`),
    );
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
    expect(parseAnnotation(XML.replace('<difficult>1', '<difficult>true'), 'a.xml').objects).toHaveLength(1);
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

describe('result files', () => {
  it.each([
    ['too few fields', '1 0.5 1 1 2'],
    ['a score that is no number', '1 nan 1 1 2 2'],
    ['an infinite corner', '1 0.5 1 1 2 1e999'],
    ['an unknown image', '7 0.5 1 1 2 2'],
    ['an unknown image with a blank', '1 7 0.5 1 1 2 2'],
    ['a box from right to left', '1 0.5 9 1 2 2'],
    ['a box from bottom to top', '1 0.5 1 9 2 2'],
  ])('VOC: %s', async (_, line) => {
    const results = await mkdtemp(join(folder, 'voc-'));
    await writeFile(join(results, 'comp3_det_val_cat.txt'), `1 0.5 1 1 2 2\n\n${line}\n`);
    await expect(readVocResults(results, dataset)).rejects.toThrow('comp3_det_val_cat.txt:3: expected');
  });

  it('ILSVRC: names file and line', async () => {
    const path = await file('lines.txt', '1 1 0.5 0 0 4 4\r\n1 1 0.5 0 0 4\r\n');
    await expect(readIlsvrcResults(path, dataset)).rejects.toThrow('lines.txt:2: expected "<image_id>');
  });

  it.each([
    ['no JSON', '{"image": ', 'lines.ndjson:2: expected a JSON object'],
    [
      'another shape',
      '{"image": "1", "detections": [{"class": "cat"}]}',
      'lines.ndjson:2: detections[0].score: Invalid input: expected number, received undefined, but got nothing.',
    ],
    [
      'a box from right to left',
      '{"image": "1", "detections": [{"class": "cat", "score": 1, "box": {"x1": 3, "y1": 0, "x2": 2, "y2": 2}}]}',
      'lines.ndjson:2: detections[0].box: expected x1 <= x2',
    ],
    ['an image twice', '{"image": "1", "detections": []}', 'lines.ndjson:2: expected each image once'],
    ['an unknown image', '{"image": "x", "detections": []}', 'lines.ndjson:2: expected an image'],
  ])('NDJSON: %s', async (_, line, message) => {
    const path = await file('lines.ndjson', `{"image": "a/1.jpg", "detections": []}\n${line}\n`);
    await expect(readNdjsonDetections(path, dataset)).rejects.toThrow(message);
  });

  it.each([
    ['an unknown image', '{"image_id": 2, "category_id": 1, "bbox": [0,0,1,1], "score": 1}'],
    ['three numbers in a box', '{"image_id": 1, "category_id": 1, "bbox": [0,0,1], "score": 1}'],
    ['no score', '{"image_id": 1, "category_id": 1, "bbox": [0,0,1,1]}'],
    ['a file that ends early', '{"image_id": 1, "categ'],
  ])('COCO: %s', async (_, record) => {
    const path = await file('results.json', `[\n${record}]`);
    await expect(readCocoResults(path, dataset)).rejects.toThrow('results.json:2: expected');
  });

  it('VOC: takes image names with blanks, where the data set has them', async () => {
    const results = await mkdtemp(join(folder, 'voc-'));
    await writeFile(join(results, 'comp3_det_val_cat.txt'), 'my  photo 1 0.5 1 1 2 2\n1 0.4 1 1 2 2\n');
    const images = [{ id: 'my  photo 1', width: 9, height: 9 }, ...dataset.images];
    expect(Array.from((await readVocResults(results, { ...dataset, images })).image)).toEqual([0, 1]);
  });

  describe('detections of classes that the data set has not are counted and named', () => {
    const box = { x1: 0, y1: 0, x2: 1, y2: 1 };
    const detections = ['lamp', 'cat', 'lamp', 'bus'].map((name) => ({ class: name, score: 1, box }));

    it('VOC', async () => {
      const results = await mkdtemp(join(folder, 'voc-'));
      await writeFile(join(results, 'comp3_det_val_cat.txt'), '1 0.5 1 1 2 2\n');
      await writeFile(join(results, 'comp3_det_val_traffic_light.txt'), '1 0.5 1 1 2 2\n'.repeat(2));
      const table = await readVocResults(results, dataset);
      expect(Array.from(table.class)).toEqual([0, -1, -1]);
      expect(table.leftOut).toEqual([{ class: 'traffic_light', detections: 2 }]);
    });

    it('NDJSON', async () => {
      const path = await file('others.ndjson', JSON.stringify({ image: '1', detections }));
      expect((await readNdjsonDetections(path, dataset)).leftOut).toEqual([
        { class: 'lamp', detections: 2 },
        { class: 'bus', detections: 1 },
      ]);
    });

    it.each([
      ['fast', ''],
      ['strict', '"nested": {}, '],
    ])('COCO, the %s reader', async (_, more) => {
      const line = (id: number) =>
        `{${more}"image_id": 1, "category_id": ${id}, "bbox": [0,0,1,1], "score": 1}`;
      const path = await file('others.json', `[${[9, 1, 7, 9].map(line).join(',')}]`);
      const table = await readCocoResults(path, dataset);
      expect(Array.from(table.class)).toEqual([-1, 0, -1, -1]);
      expect(table.leftOut).toEqual([
        { class: '9', detections: 2 },
        { class: '7', detections: 1 },
      ]);
    });

    it('none is said where there are none', async () => {
      const path = await file('all.ndjson', JSON.stringify({ image: '1', detections: [] }));
      expect(await readNdjsonDetections(path, dataset)).not.toHaveProperty('leftOut');
    });
  });

  it('keeps detections of other classes apart, with class -1', async () => {
    const path = await file(
      'other.json',
      '[{"image_id": 1, "category_id": 9, "bbox": [0,0,1,1], "score": 1}]',
    );
    expect(Array.from((await readCocoResults(path, dataset)).class)).toEqual([-1]);
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
    ['an unknown image', '{"image_id": 4, "category_id": 18, "bbox": [0,0,1,1]}'],
    ['an unknown category', '{"image_id": 0, "category_id": 4, "bbox": [0,0,1,1]}'],
    ['no box', '{"image_id": 0, "category_id": 18}'],
    ['an id that is text', '{"image_id": "0", "category_id": 18, "bbox": [0,0,1,1]}'],
  ])('refuses %s', async (_, annotation) => {
    await expect(readCoco(await file('bad.json', instances(annotation)))).rejects.toThrow(
      'bad.json:3: expected',
    );
  });

  it('refuses a file without the lists', async () => {
    await expect(readCoco(await file('lists.json', '{"images": []}'))).rejects.toThrow(
      'annotations, categories',
    );
  });
});

describe('lines', () => {
  async function* endless(bytes: number) {
    for (let sent = 0; sent < bytes; sent += 1000) yield Buffer.alloc(1000, 'x');
  }

  it('stops reading a line that does not end, at the limit', async () => {
    let sent = 0;
    const counted = (async function* () {
      for await (const chunk of endless(2 ** 30)) {
        sent += chunk.length;
        yield chunk;
      }
    })();
    await expect(splitLines(counted, 'long.txt', () => {}, { maxLineBytes: 10_000 })).rejects.toThrow(
      'long.txt:1: ',
    );
    expect(sent).toBe(11_000);
  });

  it('takes a line of just the limit', async () => {
    const lines: [string, number][] = [];
    const chunks = [Buffer.from('ab\r'), Buffer.from('\n\nabcde'), Buffer.from('fghij\nk')];
    await splitLines(chunks, 'a.txt', (text, line) => lines.push([text, line]), { maxLineBytes: 10 });
    expect(lines).toEqual([
      ['ab', 1],
      ['abcdefghij', 3],
      ['k', 4],
    ]);
  });
});
