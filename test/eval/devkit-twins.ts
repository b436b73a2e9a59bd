/**
 * Slow and literal: the matching of the two MATLAB devkits in their own order of steps, on inclusive pixels with
 * their "+ 1". For tests alone.
 */
export interface InclusiveBox {
  readonly xmin: number;
  readonly ymin: number;
  readonly xmax: number;
  readonly ymax: number;
}

export interface TwinTruth extends InclusiveBox {
  readonly image: number;
  readonly label: number;
  readonly difficult: boolean;
}

export interface TwinDetection extends InclusiveBox {
  readonly image: number;
  readonly label: number;
  readonly confidence: number;
}

function overlap(a: InclusiveBox, b: InclusiveBox): number {
  const iw = Math.min(a.xmax, b.xmax) - Math.max(a.xmin, b.xmin) + 1;
  const ih = Math.min(a.ymax, b.ymax) - Math.max(a.ymin, b.ymin) + 1;
  if (iw <= 0 || ih <= 0) return Number.NEGATIVE_INFINITY;
  const area = (c: InclusiveBox) => (c.xmax - c.xmin + 1) * (c.ymax - c.ymin + 1);
  return (iw * ih) / (area(a) + area(b) - iw * ih);
}

/** Array.prototype.sort is stable, as MATLAB's. */
function descending(detections: readonly TwinDetection[]): TwinDetection[] {
  return [...detections].sort((a, b) => b.confidence - a.confidence);
}

function cumulative(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => (sum += value));
}

/** VOCap.m: sentinels at both ends, precision made to fall, rectangles under the steps. */
function vocAp(recall: readonly number[], precision: readonly number[]): number {
  const mrec = [0, ...recall, 1];
  const mpre = [0, ...precision, 0];
  for (let i = mpre.length - 2; i >= 0; i--)
    mpre[i] = Number.isNaN(mpre[i]) ? mpre[i + 1] : Math.max(mpre[i], mpre[i + 1]);
  let ap = 0;
  for (let i = 1; i < mrec.length; i++) if (mrec[i] !== mrec[i - 1]) ap += (mrec[i] - mrec[i - 1]) * mpre[i];
  return ap;
}

function elevenPoints(recall: readonly number[], precision: readonly number[]): number {
  let ap = 0;
  for (let i = 0; i <= 10; i++) {
    let p = 0;
    for (const [n, r] of recall.entries()) if (r >= i * 0.1 && precision[n] > p) p = precision[n];
    ap += p / 11;
  }
  return ap;
}

/** VOCevaldet.m for one class: both APs, NaN without positives. */
export function vocTwin(truth: readonly TwinTruth[], detections: readonly TwinDetection[], label: number) {
  const gt = truth.filter((object) => object.label === label).map((object) => ({ ...object, det: false }));
  const npos = gt.filter(({ difficult }) => !difficult).length;
  const tp: number[] = [];
  const fp: number[] = [];
  for (const [d, bb] of descending(detections.filter((row) => row.label === label)).entries()) {
    tp[d] = 0;
    fp[d] = 0;
    let ovmax = Number.NEGATIVE_INFINITY;
    let best: (typeof gt)[number] | undefined;
    for (const object of gt) {
      if (object.image !== bb.image) continue;
      const ov = overlap(bb, object);
      if (ov > ovmax) {
        ovmax = ov;
        best = object;
      }
    }
    if (best && ovmax >= 0.5) {
      if (best.difficult) continue;
      if (best.det) fp[d] = 1;
      else {
        tp[d] = 1;
        best.det = true;
      }
    } else fp[d] = 1;
  }
  const [tps, fps] = [cumulative(tp), cumulative(fp)];
  const recall = tps.map((value) => value / npos);
  const precision = tps.map((value, i) => value / (value + fps[i]));
  if (npos === 0) return { voc2007: Number.NaN, voc2010: Number.NaN };
  return { voc2007: elevenPoints(recall, precision), voc2010: vocAp(recall, precision) };
}

/** eval_detection.m: the AP of each label 0 .. labels - 1. */
export function ilsvrcTwin(
  truth: readonly TwinTruth[],
  detections: readonly TwinDetection[],
  {
    images,
    labels,
    blacklist,
  }: { images: number; labels: number; blacklist: readonly (readonly [number, number])[] },
): number[] {
  const positives = new Array<number>(labels).fill(0);
  for (const { label } of truth) positives[label]++;
  const all: LabelRow[] = [];
  for (let image = 0; image < images; image++) {
    const black = blacklist.filter(([i]) => i === image).map(([, label]) => label);
    const objects = truth.filter((object) => object.image === image);
    const own = detections.filter((row) => row.image === image);
    all.push(...judged(own, objects, black));
    for (const { label } of objects) if (black.includes(label)) positives[label]--;
  }
  all.sort((a, b) => b.confidence - a.confidence);
  return positives.map((npos, label) => {
    const rows = all.filter((row) => row.label === label);
    const tps = cumulative(rows.map(({ tp }) => tp));
    const fps = cumulative(rows.map(({ fp }) => fp));
    if (npos === 0) return Number.NaN;
    return vocAp(
      tps.map((value) => value / npos),
      tps.map((value, i) => value / (value + fps[i])),
    );
  });
}

interface LabelRow {
  readonly confidence: number;
  readonly label: number;
  tp: number;
  fp: number;
}

/** The detections of one image; of labels on its blacklist neither right nor wrong. */
function judged(
  detections: readonly TwinDetection[],
  objects: readonly TwinTruth[],
  black: readonly number[],
): LabelRow[] {
  const thresholds = objects.map(({ xmin, ymin, xmax, ymax }) => {
    const [w, h] = [xmax - xmin + 1, ymax - ymin + 1];
    return Math.min(0.5, (w * h) / ((w + 10) * (h + 10)));
  });
  const detected = objects.map(() => false);
  return descending(detections).map((bb) => {
    const row = { confidence: bb.confidence, label: bb.label, tp: 0, fp: 0 };
    if (black.includes(bb.label)) return row;
    let ovmax = Number.NEGATIVE_INFINITY;
    let kmax = -1;
    for (const [k, object] of objects.entries()) {
      if (object.label !== bb.label || detected[k]) continue;
      const ov = overlap(bb, object);
      if (ov >= thresholds[k] && ov > ovmax) {
        ovmax = ov;
        kmax = k;
      }
    }
    if (kmax >= 0) {
      row.tp = 1;
      detected[kmax] = true;
    } else row.fp = 1;
    return row;
  });
}
