/** Candidates as the server sent them, decided about anew at every move of a slider, by the detector's own code. */
import { type DecidedCandidate, decide, fates } from '../../../detection/decide.js';
import { MAX_DETECTIONS } from '../../../detection/defaults.js';
import type { Detection } from '../../../detection/detection.js';
import type { LookAnswer } from '../../../detection/look-answer.js';
import { Boxes } from '../../geometry/boxes.js';

export interface Settings {
  /** Undefined: the model's own, class by class. */
  readonly threshold: number | undefined;
  readonly nmsIou: number;
}

export interface Decided {
  readonly detections: readonly Detection[];
  /** Best first, with what became of each. */
  readonly candidates: readonly DecidedCandidate[];
}

export function decideAgain(answer: LookAnswer, { threshold, nmsIou }: Settings): Decided {
  const { classes, candidates } = answer;
  const byClass = classes.map((_, k) => candidates.filter(([own]) => own === k));
  const ofClass = (k: number) => {
    const own = byClass[k]!;
    return {
      boxes: Boxes.from(own.map(([, , x1, y1, x2, y2]) => ({ x1, y1, x2, y2 }))),
      scores: Float32Array.from(own, ([, score]) => score),
      proposals: Int32Array.from(own, ([, , , , , , proposal]) => proposal),
      looks: Uint8Array.from(own, ([, , , , , , , look]) => look),
    };
  };
  const decision = decide(
    { ofClass, regions: answer.looked },
    {
      ...{ classes, nmsIou, maxDetections: MAX_DETECTIONS, threshold: threshold ?? answer.threshold },
      ...(threshold === undefined && { thresholds: answer.thresholds }),
    },
  );
  return { detections: decision.detections, candidates: fates(decision) };
}
