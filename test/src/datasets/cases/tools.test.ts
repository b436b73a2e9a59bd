/** Situations that users of Label Studio, CVAT, LabelMe, COCO and VOC files reported. */
import { testCases } from '../../../support/label-cases.js';
import { cocoJson, mug, plate } from '../../../support/label-files.js';

const rectangle = (value: object) => ({
  ...{ type: 'rectanglelabels', original_width: 200, original_height: 100, image_rotation: 0 },
  ...{ from_name: 'label', to_name: 'image' },
  value: { x: 10, y: 10, width: 30, height: 50, rectanglelabels: ['mug'], rotation: 0, ...value },
});
const task = (image: string, ...result: object[]) => ({
  data: { image },
  annotations: [{ id: 1, was_cancelled: false, result }],
});
const cvat = (meta: string, body: string) =>
  `<?xml version="1.0" encoding="utf-8"?>\n<annotations><version>1.1</version><meta><task>${meta}</task></meta>\n${body}</annotations>\n`;
const labels = (...names: string[]) =>
  `<labels>${names.map((name) => `<label><name>${name}</name></label>`).join('')}</labels>`;
const keyed = (frame: number, outside: number, corners: string) =>
  `<box frame="${frame}" outside="${outside}" occluded="0" keyframe="1" ${corners} z_order="0"></box>`;
const shape = (label: string, shape_type: string, ...points: number[][]) => ({
  ...{ label, points, shape_type, group_id: null, flags: {} },
});
const labelme = (imagePath: string, ...shapes: object[]) => ({
  ...{ version: '5.4.1', flags: {}, imagePath, imageData: null, imageHeight: 100, imageWidth: 200, shapes },
});

testCases({
  'label-studio-rotated: about the upper left corner, clockwise, in pixels: the box around it': {
    report: 'label-studio #5223, #2293; converter #131',
    photographs: ['a.jpg'],
    files: {
      'result.json': [
        task(
          '/data/upload/3/a.jpg',
          rectangle({ x: 50, y: 10, width: 30, height: 20, rotation: 90 }),
          rectangle({ x: 60, y: 20, width: 20, height: 30, rotation: 30, rectanglelabels: ['plate'] }),
        ),
      ],
    },
    classes: ['mug', 'plate'],
    boxes: {
      a: [
        ['mug', 80, 10, 100, 70],
        ['plate', 105, 20, 154.641016, 65.980762],
      ],
    },
  },
  'label-studio-names: percent escapes, the hash of an upload and prefixes lead to the photograph': {
    report: 'label-studio #6771, #729; converter #105',
    photographs: ['shots/a b.jpg', 'image2.png'],
    files: {
      'result.json': [
        task('/data/local-files/?d=shots/a%20b.jpg', rectangle({})),
        task(
          '/prefix//data/upload/1/6a9a9ea2-image2.png',
          rectangle({ x: 50, y: 30, width: 40, height: 60 }),
        ),
      ],
    },
    classes: ['mug'],
    boxes: { 'shots/a b': [mug], image2: [['mug', 100, 30, 180, 90]] },
  },
  'label-studio-cancelled: a cancelled annotation is none, one without results a photograph without objects':
    {
      report: "Label Studio's JSON",
      photographs: ['a.jpg', 'b.jpg'],
      files: {
        'result.json': [
          {
            data: { image: 'a.jpg' },
            annotations: [
              { id: 1, was_cancelled: false, result: [rectangle({})] },
              {
                ...{ id: 2, was_cancelled: true },
                result: [rectangle({ x: 0, y: 0, width: 100, height: 100, rectanglelabels: ['plate'] })],
              },
            ],
          },
          task('b.jpg'),
        ],
      },
      classes: ['mug'],
      boxes: { a: [mug], b: [] },
    },
  'cvat-rotated: about the centre: the box around it': {
    report: 'cvat #1128, #3832',
    photographs: ['images/a.jpg'],
    files: {
      'annotations.xml': cvat(
        labels('mug', 'plate'),
        `<image id="0" name="a.jpg" width="200" height="100">
<box label="mug" source="manual" occluded="0" xtl="20.00" ytl="10.00" xbr="80.00" ybr="60.00" z_order="0"></box>
<box label="plate" occluded="1" xtl="110.00" ytl="40.00" xbr="170.00" ybr="60.00" rotation="90.00" z_order="0"></box>
</image>`,
      ),
    },
    classes: ['mug', 'plate'],
    boxes: { a: [mug, ['plate', 130, 20, 150, 80]] },
  },
  'cvat-tracks: each keyed box on its frame, and outside="1" is no object': {
    report: 'cvat #275, #327, #2339',
    photographs: [0, 1, 2].map((frame) => `images/frame_00000${frame}.jpg`),
    files: {
      'annotations.xml': cvat(
        `<size>3</size><mode>interpolation</mode>${labels('mug')}<original_size><width>200</width><height>100</height></original_size>`,
        `<track id="0" label="mug" source="manual">
${keyed(0, 0, 'xtl="20" ytl="10" xbr="80" ybr="60"')}
${keyed(1, 0, 'xtl="30" ytl="12" xbr="90" ybr="62"')}
${keyed(2, 1, 'xtl="30" ytl="12" xbr="90" ybr="62"')}
</track>`,
      ),
    },
    classes: ['mug'],
    boxes: { frame_000000: [mug], frame_000001: [['mug', 30, 12, 90, 62]], frame_000002: [] },
  },
  'labelme-corners: corners in any order; a circle and a polygon by their extent': {
    report: 'labelme #552, #507',
    photographs: ['a.jpg'],
    files: {
      'a.json': labelme(
        'a.jpg',
        shape('mug', 'rectangle', [80, 10], [20, 60]),
        shape('plate', 'circle', [140, 60], [140, 90]),
        shape('mug', 'polygon', [100, 5], [120, 25], [110, 40]),
      ),
    },
    classes: ['mug', 'plate'],
    boxes: { a: [mug, ['plate', 110, 30, 170, 90], ['mug', 100, 5, 120, 40]] },
  },
  'coco-parent-category: a category that is only above others is no class, and that is said': {
    report: 'roboflow-100-benchmark #45',
    photographs: ['train/a.jpg'],
    files: {
      'train/_annotations.coco.json': {
        ...cocoJson('a.jpg'),
        annotations: [
          { id: 0, image_id: 0, category_id: 1, bbox: [20, 10, 60, 50], area: 3000, iscrowd: 0 },
          { id: 1, image_id: 0, category_id: 2, bbox: [100, 30, 80, 60], area: 4800, iscrowd: 0 },
        ],
      },
    },
    classes: ['mug', 'plate'],
    boxes: { 0: [mug, plate] },
    says: /^the category dishes has no objects and is only above others: it is no class\.$/,
  },
});
