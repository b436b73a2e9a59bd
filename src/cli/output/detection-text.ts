/** What `detect` says to people. */
import type { Detected } from '../../../detection/detector.js';
import type { DetectionStages } from '../../../detection/explain.js';
import type { ObjectTrace, TracedCandidate } from '../../../detection/trace-object.js';
import type { Box } from '../../geometry/box.js';
import type { Boxes } from '../../geometry/boxes.js';
import { printableName } from '../../printable.js';
import { table } from './output.js';

export function detectionText(image: string, { detections, best, width, height }: Detected): string {
  const head = `\n${printableName(image)}  ${width} x ${height}`;
  if (detections.length === 0) {
    const nearest = best ? ` (best: ${best.class} ${cut(best.score)})` : '';
    return `${head}\nnothing above the threshold${nearest}`;
  }
  const rows = detections.map(({ class: name, score, box }) => [name, score.toFixed(2), ...sides(box)]);
  return `${head}\n${table(rows, { head: ['class', 'score', 'x1', 'y1', 'x2', 'y2'], right: [1, 2, 3, 4, 5] })}`;
}

/** What became of an object that was asked for. */
export function traceText(
  { reason, proposed, nearest, detection }: ObjectTrace,
  { proposed: all, proposals, thresholds }: Pick<DetectionStages, 'proposed' | 'proposals' | 'thresholds'>,
): string {
  const lines = [`object: ${reason}`];
  if (proposed) lines.push(placeText('nearest proposal', proposed, all));
  if (nearest) {
    if (proposals.length < all.length) {
      lines.push(placeText('nearest that was not ruled out at the first look', nearest, proposals));
    }
    lines.push(
      `its classes: ${nearest.scores.map(({ class: name, score }) => `${name} ${cut(score)}`).join(', ')}`,
    );
    lines.push(...nearest.candidates.slice(0, 5).map((candidate) => `  ${fateText(candidate, thresholds)}`));
  }
  if (detection) {
    const { class: name, score, box, iou } = detection;
    lines.push(
      `nearest detection: ${name} ${score.toFixed(2)} at ${sides(box).join(' ')}, IoU ${iou.toFixed(3)}`,
    );
  }
  return lines.join('\n');
}

function placeText(what: string, { rank, iou }: { rank: number; iou: number }, of: Boxes): string {
  return `${what}: number ${rank + 1} of ${of.length}, IoU ${iou.toFixed(3)}`;
}

function fateText(
  { class: name, classIndex, networkScore, score, iou, secondLook, fate, by }: TracedCandidate,
  thresholds: readonly number[],
): string {
  const scores = `${cut(networkScore)} by itself, ${cut(score)} with the boxes around it`;
  const head = `${name} ${scores}, refined ${secondLook ? 'twice ' : ''}to IoU ${iou.toFixed(3)}:`;
  if (fate === 'detection') return `${head} a detection`;
  if (fate === 'below-threshold') return `${head} below the threshold of ${thresholds[classIndex]}`;
  if (fate === 'beyond-limit') return `${head} beyond the 100 best of the image`;
  const better = `${by!.class} ${by!.score.toFixed(2)} at ${sides(by!.box).join(' ')}`;
  return `${head} suppressed by ${better} (their IoU ${by!.iou.toFixed(3)})`;
}

/** Cut, not rounded: 0.299 is below 0.3. */
function cut(score: number): string {
  return (Math.floor(100 * score) / 100).toFixed(2);
}

function sides({ x1, y1, x2, y2 }: Box): number[] {
  return [x1, y1, x2, y2].map((side) => Math.round(side));
}
