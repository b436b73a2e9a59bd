/** Outcomes of the classes as the contest's own numbers. K = classes, T = IoUs, A = size bands. */
import { averagePrecision } from './average-precision.js';
import { type Curve, recallOf } from './curves.js';
import { isComplete, missingResults } from './missing.js';
import type { Protocol } from './protocols.js';
import type { ClassOutcome, ClassResult, EvaluationOptions, EvaluationResult } from './results.js';
import type { Scene } from './scene.js';

/** @param outcomes K, in the order of the classes; `onlyClasses` says which have a row */
export function summarize(
  scene: Scene,
  protocol: Protocol,
  options: Pick<EvaluationOptions, 'curves' | 'onlyClasses' | 'blacklist'>,
  outcomes: readonly ClassOutcome[],
): EvaluationResult {
  const only = options.onlyClasses && new Set(options.onlyClasses);
  const perClass = scene.classes
    .map(({ name, wnid }, k) => ({ k, listed: !only || only.has(name) || only.has(wnid ?? name) }))
    .filter(({ listed }) => listed)
    .map(({ k }) => classResult(scene, k, protocol, outcomes[k], options.curves ?? false));
  const missing = missingResults(scene, options);
  const objects = perClass.reduce((sum, row) => sum + row.objects, 0);
  return {
    protocol: protocol.name,
    options: {
      iou: protocol.iou,
      difficult: protocol.difficult,
      crowd: protocol.crowd,
      maxDetections: protocol.maxDetections.map((limit) => (Number.isFinite(limit) ? limit : null)),
      areaRanges: protocol.areaRanges,
      curve: protocol.curve,
      onlyClasses: options.onlyClasses ?? null,
      blacklisted: options.blacklist?.length ?? 0,
    },
    complete: isComplete(missing),
    missing,
    metrics: protocol.summary === 'coco' ? cocoMetrics(protocol, outcomes) : meanMetrics(protocol, perClass),
    perClass,
    counts: {
      images: scene.images.length,
      classes: perClass.length,
      truth: scene.truth.length,
      objects,
      ignoredObjects: scene.truthOrder.length - objects,
      detections: scene.detections.length,
      leftOut: scene.leftOut,
    },
  };
}

function classResult(
  scene: Scene,
  k: number,
  { iou, curve: rule }: Protocol,
  { curves: [curves] }: ClassOutcome,
  withCurves: boolean,
): ClassResult {
  const [curve] = curves;
  const detections = scene.classDetections[k + 1] - scene.classDetections[k];
  const truePositives = curve.precision.length;
  const APs = curves.map((one) => known(averagePrecision(one, rule)));
  return {
    class: scene.classes[k].name,
    AP: known(mean(APs.map((value) => value ?? Number.NaN))),
    APs,
    objects: curve.objects,
    detections,
    truePositives,
    falsePositives: curve.falsePositives,
    ignored: detections - truePositives - curve.falsePositives,
    recall: known(recallOf(curve)),
    ...(withCurves && { curves: curves.map((one, t) => drawn(scene, k, one, iou[t])) }),
  };
}

function drawn(scene: Scene, k: number, { precision, position, objects }: Curve, iou: number) {
  const first = scene.classDetections[k];
  return {
    iou,
    recall: precision.map((_, i) => (i + 1) / objects),
    precision: [...precision],
    score: position.map((at) => scene.detections.score[scene.order[first + at]]),
  };
}

/** Takes the place of a number where there is nothing to find, as in pycocotools. */
const NOTHING = -1;

/** The mean over the classes that have objects; -1 when none has: 0 would look like a bad detector's. */
function meanMetrics({ iou }: Protocol, perClass: readonly ClassResult[]): Record<string, number> {
  const withObjects = perClass.filter(({ objects }) => objects > 0);
  const over = (value: (row: ClassResult) => number | null) =>
    withObjects.length === 0 ? NOTHING : mean(withObjects.map((row) => value(row) ?? 0));
  const metrics: Record<string, number> = { mAP: over((row) => row.AP) };
  if (iou.length > 1)
    for (const [t, value] of iou.entries()) metrics[`mAP@${value}`] = over((row) => row.APs[t]);
  return metrics;
}

/**
 * pycocotools' `summarize`: AP over all IoUs and at 0.5 and 0.75, AR by number of detections, both by size;
 * -1 where no class has an object, or the IoU was not asked for. Other bands and limits give their own names.
 */
function cocoMetrics(protocol: Protocol, outcomes: readonly ClassOutcome[]): Record<string, number> {
  const { iou, areaRanges, maxDetections, curve: rule } = protocol;
  const over = (of: (outcome: ClassOutcome) => readonly number[]) => {
    const values = outcomes.flatMap(of).filter((value) => !Number.isNaN(value));
    return values.length === 0 ? NOTHING : mean(values);
  };
  const ap = (band: number, only?: number) =>
    over(({ curves }) =>
      curves[band]
        .filter((_, t) => only === undefined || Math.abs(iou[t] - only) < 1e-9)
        .map((curve) => averagePrecision(curve, rule)),
    );
  const bands = areaRanges.map(({ name }, band) => ({ name, band })).slice(1);
  return {
    AP: ap(0),
    AP50: ap(0, 0.5),
    AP75: ap(0, 0.75),
    ...Object.fromEntries(bands.map(({ name, band }) => [`AP${name}`, ap(band)])),
    ...Object.fromEntries(
      maxDetections.map((limit, m) => [
        `AR${limit}`,
        over(({ foundWithin, curves }) => foundWithin[m].map((found) => found / curves[0][0].objects)),
      ]),
    ),
    ...Object.fromEntries(
      bands.map(({ name, band }) => [`AR${name}`, over(({ curves }) => curves[band].map(recallOf))]),
    ),
  };
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
