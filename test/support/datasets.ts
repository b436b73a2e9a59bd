import fc from 'fast-check';
import { DetectionBuilder, TruthBuilder } from '../../src/datasets/columns.js';
import type { Dataset, DetectionTable, TruthTable } from '../../src/datasets/records.js';

const NOWHERE = { file: 0, line: 0 };

const CLASSES = [
  { name: 'bird', id: 3, wnid: 'n01503061' },
  { name: 'salt & <pepper>', id: 7, wnid: 'n03980874' },
  { name: 'traffic light', id: 11, wnid: 'n06874185' },
];

/** Whole numbers, or numbers with two decimals as COCO has them. */
const coordinate = (whole: boolean) =>
  whole
    ? fc.integer({ min: 0, max: 600 })
    : fc.integer({ min: 0, max: 60000 }).map((hundredths) => hundredths / 100);

const box = (whole: boolean) =>
  fc.record({
    image: fc.nat(3),
    class: fc.nat(CLASSES.length - 1),
    x1: coordinate(whole),
    y1: coordinate(whole),
    width: coordinate(whole),
    height: coordinate(whole),
  });

const corners = (row: { x1: number; y1: number; width: number; height: number }) => ({
  x2: row.x1 + row.width,
  y2: row.y1 + row.height,
});

/** Random data sets of four images and three classes. @param flags - largest value of the flags */
export function datasets({ whole, flags }: { whole: boolean; flags: number }): fc.Arbitrary<Dataset> {
  const rows = fc.array(fc.tuple(box(whole), fc.integer({ min: 0, max: flags })), { maxLength: 12 });
  return rows.map((list) => {
    const truth = new TruthBuilder();
    const byImage = [...list].sort(([a], [b]) => a.image - b.image);
    for (const [row, bits] of byImage) {
      truth.add(
        { image: row.image, class: row.class, x1: row.x1, y1: row.y1, ...corners(row), flags: bits },
        NOWHERE,
      );
    }
    const images = [0, 1, 2, 3].map((n) => ({
      id: `2008_00000${n}`,
      file: `2008_00000${n}.jpg`,
      width: 1200,
      height: 900 + n,
      number: n + 5,
    }));
    return { images, classes: CLASSES, truth: truth.finish([]) };
  });
}

/** Random detections on {@link datasets}. */
export function detections(): fc.Arbitrary<DetectionTable> {
  const score = fc.double({ min: 0, max: 1, noNaN: true });
  return fc.array(fc.tuple(box(false), score), { maxLength: 12 }).map((list) => {
    const table = new DetectionBuilder();
    for (const [row, value] of list) {
      table.add(
        { image: row.image, class: row.class, x1: row.x1, y1: row.y1, ...corners(row), score: value },
        NOWHERE,
      );
    }
    return table.finish([]);
  });
}

/** The rows as plain objects, sorted, so that tables compare by content. */
export function rowsOf(
  table: TruthTable | DetectionTable,
  { images, classes }: Pick<Dataset, 'images' | 'classes'>,
  stems = false,
): unknown[] {
  const rows = Array.from({ length: table.length }, (_, row) => ({
    image: stems
      ? images[table.image[row]!]!.file!.replace(/^.*\/|\.\w+$/g, '')
      : images[table.image[row]!]!.id,
    class: classes[table.class[row]!]!.name,
    box: [table.x1[row], table.y1[row], table.x2[row], table.y2[row]],
    ...('score' in table ? { score: table.score[row] } : { flags: table.flags[row], area: table.area[row] }),
  }));
  return rows.map((row) => JSON.stringify(row)).sort();
}
