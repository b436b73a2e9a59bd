/** The data sets of golden/make_pycocotools.py, number for number. */
import type { DetectionTable, TruthTable } from '../../src/datasets/records.js';
import { CROWD } from '../../src/datasets/records.js';

type Sides = [x: number, y: number, width: number, height: number];

export interface RandomCoco {
  readonly images: string[];
  readonly classes: { name: string; id: number }[];
  readonly truth: TruthTable;
  readonly detections: DetectionTable;
}

/** Numerical Recipes' linear congruential generator, the upper 16 bits of its state. */
export function integers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % n;
  };
}

/** What of a data set is drawn first. */
interface Plan {
  readonly below: (n: number) => number;
  readonly images: number;
  readonly classes: number;
  /** More detections of one image and class than the protocol takes. */
  readonly crowded: boolean;
  readonly anywhere: () => Sides;
}

export function randomCoco(seed: number): RandomCoco {
  const below = integers(seed);
  const images = 1 + below(6);
  const classes = 1 + below(5);
  const crowded = seed % 20 === 0;
  const sides = [12, 40, 120, 400][below(4)];
  const anywhere = (): Sides => [
    below(2000) / 10,
    below(2000) / 10,
    below(sides * 10) / 10,
    below(sides * 10) / 10,
  ];
  const plan = { below, images, classes, crowded, anywhere };
  const truth = randomTruth(plan);
  const found = randomDetections(truth, plan);
  return {
    images: Array.from({ length: images }, (_, i) => String(((i * 7) % 13) + 1)),
    classes: Array.from({ length: classes }, (_, k) => ({ name: String(3 * k + 1), id: 3 * k + 1 })),
    truth: {
      ...columns(truth),
      flags: Uint8Array.from(truth, ({ flags }) => flags),
      area: Float64Array.from(truth, ({ area }) => area),
    },
    detections: { ...columns(found), score: Float64Array.from(found, ({ score }) => score) },
  };
}

function randomTruth({ below, images, classes, anywhere }: Plan) {
  return Array.from({ length: below(25) }, () => {
    const image = below(images);
    const k = below(classes);
    const box = anywhere();
    const crowd = below(6) === 0;
    const area = below(2) === 0 ? box[2] * box[3] : below(12000) / 4;
    return { image, k, box, flags: crowd ? CROWD : 0, area };
  });
}

/** Most lie near an object, some of them with another class. */
function randomDetections(truth: ReturnType<typeof randomTruth>, plan: Plan) {
  const { below, images, classes, crowded, anywhere } = plan;
  return Array.from({ length: crowded ? 260 : below(60) }, () => {
    const near = below(4);
    const copy = near > 0 && truth.length > 0;
    let { image, k, box } = copy
      ? truth[below(truth.length)]
      : { image: below(images), k: below(classes), box: anywhere() };
    if (copy) {
      const shift = [1, 10, 60][near - 1];
      box = box.map((side) => side + below(shift) / 10) as Sides;
      if (below(8) === 0) k = below(classes);
    }
    if (crowded && below(4) > 0) {
      image = 0;
      k = 0;
    }
    return { image, k, box, score: below(20) / 20 };
  });
}

function columns(rows: readonly { image: number; k: number; box: Sides }[]) {
  const side = (of: (box: Sides) => number) => Float64Array.from(rows, ({ box }) => of(box));
  return {
    length: rows.length,
    image: Int32Array.from(rows, ({ image }) => image),
    class: Int32Array.from(rows, ({ k }) => k),
    x1: side(([x]) => x),
    y1: side(([, y]) => y),
    x2: side(([x, , width]) => x + width),
    y2: side(([, y, , height]) => y + height),
    boxArea: side(([, , width, height]) => width * height),
  };
}
