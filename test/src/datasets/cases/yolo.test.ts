/** Situations that users of YOLO files reported. */
import { testCases } from '../../../support/label-cases.js';
import { mug, plate } from '../../../support/label-files.js';

/** The lines of {@link mug} and {@link plate}, of class 0 and 1. */
const MUG = '0 0.250000 0.350000 0.300000 0.500000\n';
const PLATE = '1 0.700000 0.600000 0.400000 0.600000\n';
const YAML = 'path: .\ntrain: images\nnames: [mug, plate]\n';

/** One photograph with these lines. */
const one = (lines: string, yaml = YAML) => ({
  photographs: ['images/a.jpg'],
  files: { 'data.yaml': yaml, 'labels/a.txt': lines },
  classes: ['mug', 'plate'],
});

testCases({
  'polygons-among-boxes: a line with more than four numbers is a polygon, and its extent the box': {
    report: 'ultralytics #14862',
    ...one(`${MUG}1 0.5 0.3 0.9 0.3 0.85 0.9 0.6 0.75 0.52 0.5\n`),
    boxes: { a: [mug, plate] },
  },
  'roboflow-paths: data.yaml says ../train/images though the folder lies beside it, and valid is val': {
    report: 'roboflow-python #125, #240; ultralytics #1027',
    photographs: ['train/images/t_jpg.rf.01.jpg', 'valid/images/v.jpg', 'test/images/x.jpg'],
    files: {
      'data.yaml':
        "train: ../train/images\nval: ../valid/images\ntest: ../test/images\n\nnc: 2\nnames: ['mug', 'plate']\n",
      'train/labels/t_jpg.rf.01.txt': MUG.trimEnd(),
      'valid/labels/v.txt': PLATE.trimEnd(),
      'test/labels/x.txt': '0 0.150000 0.750000 0.200000 0.500000',
    },
    classes: ['mug', 'plate'],
    boxes: { 't_jpg.rf.01': [mug], v: [plate], x: [['mug', 10, 50, 50, 100]] },
  },
  'roboflow-paths: a split that data.yaml names and the archive lacks is left out': {
    report: 'ultralytics #1027',
    photographs: ['train/images/t.jpg'],
    files: {
      'data.yaml':
        'train: ../train/images\nval: ../valid/images\ntest: ../test/images\nnames: [mug, plate]\n',
      'train/labels/t.txt': MUG,
    },
    classes: ['mug', 'plate'],
    boxes: { t: [mug] },
  },
  'class-beyond-names: file, line, number and how many classes are named, and that numbers seem to start at 1':
    {
      report: 'sahi #524, yolov7 #610, darknet #2990',
      ...one('1 0.25 0.35 0.3 0.5\n2 0.7 0.6 0.4 0.6\n', `nc: 2\n${YAML}`),
      error:
        /a\.txt:2: .*one of the 2 of .*data\.yaml \(0 to 1\), but got 2\. All numbers seem to start at 1/,
    },
  'class-beyond-names: without the hint where a number is 0': {
    report: 'sahi #524',
    ...one('0 0.25 0.35 0.3 0.5\n2 0.7 0.6 0.4 0.6\n'),
    error: /a\.txt:2: .*but got 2\.$/,
  },
  'a-little-outside: a box that rounding moved over the edge is clipped, and its photograph kept': {
    report: 'ultralytics #13203',
    ...one('0 0.9000 0.5000 0.2010 0.4000\n0 0.0500 0.5000 0.1020 1.0040\n'),
    boxes: {
      a: [
        ['mug', 159.9, 30, 200, 70],
        ['mug', 0, 0, 20.2, 100],
      ],
    },
    says: /the mug on a reaches outside and is clipped at the edge/,
  },
  'pixels-not-fractions: file and line, and that fractions are expected': {
    report: 'yolov5 #4798',
    ...one('0 50 35 60 50\n'),
    error:
      /a\.txt:1: expected fractions of the photograph's width and height, 0 to 1, but got 50, as if in pixels/,
  },
  'images-twice-in-the-path: the last folder images becomes labels': {
    report: 'yolov5 #3719, #928',
    photographs: ['images/day1/images/a.jpg'],
    files: {
      'data.yaml': 'path: .\ntrain: images/day1/images\nnames: [mug]\n',
      'images/day1/labels/a.txt': MUG,
    },
    classes: ['mug'],
    boxes: { a: [mug] },
  },
  'images-twice-in-the-path: labels beside the photographs are found as well': {
    report: 'ultralytics #21224',
    photographs: ['images/day1/images/a.jpg'],
    files: {
      'data.yaml': 'path: .\ntrain: images/day1/images\nnames: [mug]\n',
      'images/day1/images/a.txt': MUG,
    },
    classes: ['mug'],
    boxes: { a: [mug] },
  },
  'images-twice-in-the-path: a set in which no photograph has a label file is an error': {
    report: 'ultralytics #21224',
    photographs: ['images/day1/images/a.jpg'],
    files: { 'data.yaml': 'train: images/day1/images\nnames: [mug]\n', 'annotations/a.txt': MUG },
    error: /none of 1 has one\. For images\/day1\/images\/a\.jpg it would be images\/day1\/labels\/a\.txt/,
  },
  'a-line-twice: counts once, and that is said': {
    report: 'yolov5 #5210',
    ...one(`${MUG}${MUG}${PLATE}`),
    boxes: { a: [mug, plate] },
    says: /^the mug on a is repeated and counts once\.$/,
  },
  'cvat-yolo-1.1: a list with paths from elsewhere is read, and an empty file is a photograph without objects':
    {
      report: "CVAT's YOLO 1.1 export",
      photographs: ['obj_train_data/a.jpg', 'obj_train_data/b.jpg'],
      files: {
        'obj.data': 'classes = 2\ntrain = data/train.txt\nnames = data/obj.names\nbackup = backup/\n',
        'obj.names': 'mug\nplate\n',
        'train.txt': 'data/obj_train_data/a.jpg\ndata/obj_train_data/b.jpg\n',
        'obj_train_data/a.txt': PLATE,
        'obj_train_data/b.txt': '',
      },
      classes: ['mug', 'plate'],
      boxes: { a: [plate], b: [] },
    },
  'label-studio-yolo-two-orders: classes.txt and notes.json disagree, and neither is chosen': {
    report: 'label-studio #6416',
    photographs: ['images/a.jpg'],
    files: {
      'classes.txt': 'plate\nmug\n',
      'notes.json': {
        categories: [
          { id: '1', name: 'plate' },
          { id: '0', name: 'mug' },
        ],
        info: { contributor: 'Label Studio' },
      },
      'labels/a.txt': MUG,
    },
    error: /classes\.txt and notes\.json to name the classes alike, but class 0 is "plate" in one and "mug"/,
  },
});
