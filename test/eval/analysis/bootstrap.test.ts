import { describe, expect, it } from 'vitest';
import { ResampledAp } from '../../../eval/analysis/resampled-ap.js';
import {
  analyseDetections,
  compareResults,
  type DetectedObject,
  evaluateDetections,
  type TruthObject,
} from '../../../eval/index.js';
import { toColumns } from '../../../eval/inputs.js';
import { protocolNamed } from '../../../eval/protocols.js';
import { buildScene } from '../../../eval/scene.js';
import { integers } from '../random-coco.js';

const classes = ['cat', 'dog'];
const images = Array.from({ length: 12 }, (_, i) => String(i + 1));
const box = (x: number, size: number) => ({ x1: x, y1: 0, x2: x + size, y2: size });

/** Objects side by side, and a detector that finds some of them, some roughly, some doubly; no equal scores. */
function made(seed: number, share: number): { truth: TruthObject[]; detections: DetectedObject[] } {
  const objects = integers(7);
  const truth = images.flatMap((image) =>
    Array.from({ length: objects(4) }, (_, n) => ({
      ...{ image, class: classes[objects(2)]!, box: box(100 * n, 40 + objects(30)) },
      crowd: objects(9) === 0,
    })),
  );
  const below = integers(seed);
  let row = 0;
  const score = () => below(1000) / 1000 + ++row * 1e-6;
  const detections = truth.flatMap((object) => {
    const found = { image: object.image, class: object.class };
    const moved = { ...object.box, x1: object.box.x1 + below(14) };
    return [
      ...(below(100) < share ? [{ ...found, score: score(), box: moved }] : []),
      ...(below(100) < 20 ? [{ ...found, score: score(), box: object.box }] : []),
      ...(below(100) < 30 ? [{ ...found, score: score(), box: box(800, 20) }] : []),
    ];
  });
  return { truth, detections };
}

/** The obvious way: an image drawn n times is n images with the same objects and detections. */
function copiedAp(protocol: 'voc2007' | 'voc2010' | 'coco', set: ReturnType<typeof made>, times: Int32Array) {
  const copies = images.flatMap((id, i) =>
    Array.from({ length: times[i]! }, (_, n) => ({ id, copy: `${1000 * (i + 1) + n}` })),
  );
  const copied = <Row extends { readonly image: string }>(rows: readonly Row[]) =>
    copies.flatMap(({ id, copy }) =>
      rows.filter((row) => row.image === id).map((row) => ({ ...row, image: copy })),
    );
  const { metrics } = evaluateDetections({
    ...{ protocol, classes, images: copies.map(({ copy }) => copy) },
    ...{ truth: copied(set.truth), detections: copied(set.detections) },
  });
  return Math.max(0, metrics.mAP ?? metrics.AP!); // COCO's -1: nothing to find
}

describe('resampled AP', () => {
  it.each(['voc2007', 'voc2010', 'coco'] as const)('%s: equals that of copied images', (protocol) => {
    for (let seed = 1; seed <= 6; seed++) {
      const set = made(seed, 70);
      const rules = protocolNamed(protocol);
      const scene = buildScene(toColumns({ ...set, images, classes }), { ties: rules.ties });
      const resampled = new ResampledAp(scene, rules);
      const below = integers(seed);
      for (let n = 0; n < 5; n++) {
        const times = Int32Array.from(images, () => below(4));
        expect(resampled.mean(times), `${seed} ${n}`).toBeCloseTo(copiedAp(protocol, set, times), 12);
      }
    }
  });
});

describe('the interval of a difference', () => {
  const compare = (protocol: 'voc2010' | 'coco', first: number, second: number) => {
    const [mine, yours] = [made(3, first), made(4, second)];
    return compareResults({
      ...{ protocol, images, classes, ...mine, others: yours.detections },
      bootstrap: { resamples: 200 },
    });
  };

  it.each(['voc2010', 'coco'] as const)('%s: is around the difference that is measured', (protocol) => {
    const { interval, difference } = compare(protocol, 60, 70);
    expect(interval.difference).toBeCloseTo(difference, 12);
    expect(interval.low).toBeLessThan(interval.mean);
    expect(interval.mean).toBeLessThan(interval.high);
    expect(interval).toMatchObject({ resamples: 200, level: 0.95, seed: 1 });
  });

  it('leaves no doubt where one finds all and the other next to nothing', () => {
    const { interval } = compare('voc2010', 0, 100);
    expect(interval.low).toBeGreaterThan(0);
    expect(interval.turned).toBe(0);
    const back = compare('voc2010', 100, 0).interval;
    expect(back.high).toBeLessThan(0);
    expect(back.turned).toBe(0);
  });

  it('of one detector with itself is nothing, which no image can tell from chance', () => {
    const set = made(3, 60);
    const { interval } = compareResults({
      ...{ protocol: 'coco', images, classes, ...set, others: set.detections },
      bootstrap: { resamples: 20 },
    });
    expect(interval).toMatchObject({ difference: 0, low: 0, high: 0, turned: 1 });
  });

  it('is paired: what both share falls out', () => {
    const set = made(3, 60);
    const others = set.detections.slice(1);
    const given = { protocol: 'voc2010', images, classes, bootstrap: { resamples: 200 } } as const;
    const alone = [set.detections, others].map(
      (detections) => analyseDetections({ ...given, truth: set.truth, detections }).interval,
    );
    const { interval } = compareResults({ ...given, ...set, others });
    for (const { low, high } of alone) expect(interval.high - interval.low).toBeLessThan((high - low) / 2);
  });
});

it("analyse has an interval of COCO's AP beside that of AP50", () => {
  const given = { images, classes, ...made(3, 60) };
  const bootstrap = { resamples: 50 };
  const { interval, averagedInterval } = analyseDetections({ protocol: 'coco', ...given, bootstrap });
  const { metrics } = evaluateDetections({ protocol: 'coco', ...given });
  expect(averagedInterval!.low).toBeLessThan(metrics.AP!);
  expect(averagedInterval!.high).toBeGreaterThan(metrics.AP!);
  expect(averagedInterval!.high).toBeLessThan(interval.high);
  expect(analyseDetections({ protocol: 'voc2010', ...given, bootstrap })).not.toHaveProperty(
    'averagedInterval',
  );
});
