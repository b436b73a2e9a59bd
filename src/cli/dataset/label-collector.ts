import { floorFor } from '../../../detection/decide.js';
import type { Detector } from '../../../detection/detector.js';
import { leastScores } from '../../../detection/record.js';
import { counted } from '../../counted.js';
import type { Format } from '../../datasets/formats.js';
import type { DetectedImage } from '../../datasets/ndjson/detections.js';
import type { LongWork } from '../../progress.js';
import { say } from '../output/output.js';
import { preLabelAdvice } from './pre-label-advice.js';
import { expectReplaceable, type Labelled, writePreLabels } from './pre-labels.js';

export interface LabelOptions {
  readonly out: string;
  /** All photographs that are asked for. */
  readonly files: readonly string[];
  readonly format: Format;
  readonly detector: Pick<Detector, 'card' | 'classes'>;
  /** For all classes; undefined: those of the card. */
  readonly threshold: number | undefined;
}

/** Detections of a run as labels. Fainter ones than are written are asked for, so that advice can count them. */
export class LabelCollector {
  readonly #options: LabelOptions;
  readonly #least: (name: string) => number;
  readonly #found: (Labelled & { readonly scores: readonly number[] })[] = [];
  /** The threshold to detect with. */
  readonly asked: number;

  constructor(options: LabelOptions) {
    this.#options = options;
    const { card, classes } = options.detector;
    const least = leastScores(card, options.threshold);
    this.#least = (name) => least.thresholds?.[classes.indexOf(name)] ?? least.threshold;
    this.asked = floorFor(least);
  }

  /** To be called before anything is detected. @throws RcnnError as `expectReplaceable` */
  expectReplaceable(): Promise<void> {
    const { out, format, files, detector } = this.#options;
    return expectReplaceable(out, { format, files, classes: detector.classes });
  }

  /** @returns the result with what reaches its threshold alone */
  add<Result extends DetectedImage>(source: string, result: Result): Result {
    const { width, height, detections: all } = result;
    const detections = all.filter(({ class: name, score }) => score >= this.#least(name));
    this.#found.push({ source, width, height, detections, scores: all.map(({ score }) => score) });
    return { ...result, detections };
  }

  /** Writes what was found, and says so. */
  async write(work: LongWork): Promise<void> {
    const { out, format, files, detector } = this.#options;
    const found = this.#found;
    if (found.length === 0) return;
    const path = await writePreLabels(out, { format, files, classes: detector.classes }, found, work);
    const rows = found.map(({ detections, scores }) => ({ boxes: detections.length, scores }));
    const boxes = rows.reduce((sum, one) => sum + one.boxes, 0);
    const what = `${counted(boxes, 'box', 'boxes')} on ${counted(found.length, 'photograph')}`;
    say(`${path}: ${what} as ${format}, to be corrected.`);
    const advice = preLabelAdvice(rows);
    if (advice !== '') say(advice);
  }
}
