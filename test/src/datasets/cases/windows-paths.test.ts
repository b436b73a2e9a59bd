/** Label files that were written on Windows: `images\a.jpg` is images/a.jpg (label-studio #7294). */
import { testCases } from '../../../support/label-cases.js';
import { cocoJson, mug, plate, vocXml } from '../../../support/label-files.js';

const report = 'label-studio #7294';
const MUG = '0 0.250000 0.350000 0.300000 0.500000\r\n';
const PLATE = '1 0.700000 0.600000 0.400000 0.600000\r\n';
const coco = { ...cocoJson('images\\a.jpg', 'C:\\me\\images\\b.jpg', '..\\..\\upload\\4\\c.jpg') };
const ofCoco = {
  classes: ['mug', 'plate'],
  boxes: { 0: [mug], 1: [], 2: [] },
  says: /dishes/,
};
const rectangle = {
  ...{ type: 'rectanglelabels', original_width: 200, original_height: 100 },
  value: { x: 10, y: 10, width: 30, height: 50, rectanglelabels: ['mug'] },
};

testCases({
  'YOLO, data.yaml and a list': {
    report,
    photographs: ['images/a.jpg', 'images/b.jpg', 'more/images/c.jpg'],
    files: {
      'data.yaml': 'path: C:\\me\\kitchen\ntrain: [train.txt, more\\images]\nnames: [mug, plate]\n',
      'train.txt': 'images\\a.jpg\r\nC:\\me\\kitchen\\images\\b.jpg\r\n',
      'labels/a.txt': MUG,
      'labels/b.txt': PLATE,
      'more/labels/c.txt': MUG,
    },
    classes: ['mug', 'plate'],
    boxes: { a: [mug], b: [plate], c: [mug] },
  },
  "Darknet's YOLO": {
    report,
    photographs: ['obj_train_data/a.jpg'],
    files: {
      'obj.data': 'classes = 2\r\ntrain = data\\train.txt\r\nnames = data\\obj.names\r\n',
      'obj.names': 'mug\r\nplate\r\n',
      'train.txt': 'data\\obj_train_data\\a.jpg\r\n',
      'obj_train_data/a.txt': PLATE,
    },
    classes: ['mug', 'plate'],
    boxes: { a: [plate] },
  },
  COCO: {
    report,
    photographs: ['images/a.jpg', 'images/b.jpg', 'images/c.jpg'],
    files: { 'result.json': coco },
    ...ofCoco,
  },
  'COCO with --images': {
    report,
    photographs: ['photographs/images/a.jpg', 'photographs/images/b.jpg', 'photographs/images/c.jpg'],
    files: { 'result.json': coco },
    images: 'photographs',
    ...ofCoco,
  },
  'COCO, the first photograph by its name alone': {
    report,
    photographs: ['a.jpg', 'images/b.jpg'],
    files: { 'result.json': cocoJson('a.jpg', 'images\\b.jpg') },
    ...ofCoco,
    boxes: { 0: [mug], 1: [] },
  },
  'VOC beside its photographs': {
    report,
    photographs: ['images/a.jpg'],
    files: { 'images/x.xml': vocXml('images\\a.jpg') },
    classes: ['mug'],
    boxes: { x: [mug] },
  },
  "VOC in the devkit's folders, another ending in <filename>": {
    report,
    photographs: ['JPEGImages/a.png'],
    files: {
      'Annotations/a.xml': vocXml('JPEGImages\\a.png'),
      'ImageSets/Main/train.txt': 'a\r\n',
    },
    classes: ['mug'],
    boxes: { a: [mug] },
  },
  LabelMe: {
    report,
    photographs: ['photographs/b.jpg'],
    files: {
      'labels/a.json': {
        ...{ imagePath: '..\\photographs\\b.jpg', imageData: null, imageWidth: 200, imageHeight: 100 },
        shapes: [
          {
            ...{ label: 'mug', shape_type: 'rectangle' },
            points: [
              [20, 10],
              [80, 60],
            ],
          },
        ],
      },
    },
    classes: ['mug'],
    boxes: { 'photographs/b': [mug] },
  },
  'Label Studio, a served folder': {
    report,
    photographs: ['shots/a b.jpg', 'shots/c.jpg'],
    files: {
      'result.json': ['shots%5Ca%20b.jpg', 'shots\\c.jpg'].map((name) => ({
        data: { image: `/data/local-files/?d=${name}` },
        annotations: [{ result: [rectangle] }],
      })),
    },
    classes: ['mug'],
    boxes: { 'shots/a b': [mug], 'shots/c': [mug] },
  },
  CVAT: {
    report,
    photographs: ['images/cam1/a.jpg', 'images/cam2/a.jpg'],
    files: {
      'annotations.xml': `<annotations><image id="0" name="cam1\\a.jpg" width="200" height="100"><box label="mug" xtl="20" ytl="10" xbr="80" ybr="60"/></image>
<image id="1" name="cam2\\a.jpg" width="200" height="100"></image></annotations>`,
    },
    classes: ['mug'],
    boxes: { 'cam1/a': [mug], 'cam2/a': [] },
  },
  NDJSON: {
    report,
    photographs: ['images/a.jpg'],
    files: {
      'labels.ndjson': `{"classes":[{"name":"mug","id":1}]}\n${JSON.stringify({
        ...{ image: 'a', file: 'images\\a.jpg', width: 200, height: 100 },
        objects: [{ class: 'mug', box: { x1: 20, y1: 10, x2: 80, y2: 60 } }],
      })}\n`,
    },
    classes: ['mug'],
    boxes: { a: [mug] },
  },
});
