/** What each stage shows: text, controls and list in the panel, boxes over the photograph. */

import type { Corners, LookAnswer } from '../../../detection/look-answer.js';
import { type Box, iou } from '../../geometry/box.js';
import { fill, h, slider } from '../dom.js';
import type { DrawnBox } from '../stage.js';
import { t } from '../texts/texts.js';
import { type Decided, decideAgain, type Settings } from './decision.js';
import { type EvidenceOptions, evidencePart } from './evidence-part.js';
import { colors, drawRows, LISTED, list, type Row, type RowOptions } from './rows.js';
import type { SegmentPicture } from './segments.js';

export const STEPS = ['segments', 'proposals', 'regions', 'nms', 'detections'] as const;
export type Step = (typeof STEPS)[number];

export interface StepOptions extends RowOptions, EvidenceOptions {
  readonly answer: LookAnswer;
  readonly segments: SegmentPicture | undefined;
  readonly settings: Settings;
  readonly change: (settings: Partial<Settings>) => void;
}

export function stepView(step: Step, view: HTMLElement, options: StepOptions): void {
  views[step](view, options);
}

const views: Readonly<Record<Step, (view: HTMLElement, options: StepOptions) => void>> = {
  segments(view, { segments, stage }) {
    if (!segments) return fill(view, h('p', {}, t('segmentsNone')));
    const { count } = segments;
    // Half of all merges join specks: the scale is logarithmic.
    const regionsAt = (value: number) => Math.round(count ** value);
    const draw = (value: number) => segments.draw(stage, regionsAt(value));
    const start = Math.log(Math.min(40, count)) / Math.log(Math.max(2, count));
    fill(
      view,
      h('p', {}, t('segmentsText', { count })),
      slider({
        ...{ label: t('regionsLeft'), min: 0, max: 1, step: 0.005, value: start },
        ...{ shown: (value) => String(regionsAt(value)), onInput: draw },
      }),
    );
    draw(start);
  },

  proposals(view, { answer, stage }) {
    const { proposals, looked } = answer;
    const draw = (count: number) =>
      stage.boxes(
        proposals
          .slice(0, count)
          .map((corners, i): DrawnBox => ({ box: boxOf(corners), kind: i < 5 ? 'kept' : 'faint' }))
          .reverse(),
      );
    const value = Math.min(30, proposals.length);
    fill(
      view,
      h('p', {}, t('proposalsText', { count: proposals.length, looked })),
      slider({
        ...{ label: t('bestBoxes'), min: 1, max: Math.max(1, proposals.length), step: 1, value },
        ...{ shown: String, onInput: draw },
      }),
    );
    draw(value);
  },

  regions(view, options) {
    const { answer } = options;
    const rows = answer.regions.slice(0, LISTED).map(([k, score, ...corners], index): Row => {
      return { index, class: answer.classes[k]!, score, box: boxOf(corners) };
    });
    fill(view, h('p', {}, t('regionsText')), list(rows, options), evidencePart(options));
    const best = rows.slice(0, 12);
    // A dozen labels on one another tell nothing: the best box of a class has one.
    drawRows(best, options, (row) => row === best.find((one) => one.class === row.class));
  },

  nms(view, options) {
    const rows = h('div');
    const draw = (settings: Settings) =>
      drawSuppression(rows, decideAgain(options.answer, settings), { ...options, settings });
    fill(view, h('p', {}, t('nmsText')), ...sliders(options, draw), rows);
    draw(options.settings);
  },

  detections(view, options) {
    const rows = h('div');
    const draw = (settings: Settings) => {
      const found = decideAgain(options.answer, settings).detections.map(
        (one, index): Row => ({ index, ...one }),
      );
      fill(rows, found.length === 0 ? h('p', {}, t('nothingFound')) : list(found, options));
      drawRows(found, options);
    };
    fill(view, h('p', {}, t('detectionsText')), ...sliders(options, draw), rows, evidencePart(options));
    draw(options.settings);
  },
};

const boxOf = ([x1, y1, x2, y2]: Corners): Box => ({ x1, y1, x2, y2 });

function sliders(
  { settings, answer, change }: StepOptions,
  draw: (settings: Settings) => void,
): HTMLElement[] {
  let current = settings;
  const decide = (changed: Partial<Settings>) => {
    change(changed);
    current = { ...current, ...changed };
    draw(current);
  };
  const percent = (value: number) => `${Math.round(100 * value)} %`;
  const own = settings.threshold ?? answer.threshold;
  let moved = settings.threshold !== undefined;
  return [
    slider({
      ...{ label: t('threshold'), min: 0.01, max: 0.99, step: 0.01, value: own },
      shown: (value) => (moved ? percent(value) : t('thresholdOwn')),
      onInput: (threshold) => {
        moved = true;
        decide({ threshold });
      },
    }),
    slider({
      ...{ label: t('nmsIou'), min: 0, max: 1, step: 0.01, value: settings.nmsIou },
      ...{ shown: percent, onInput: (nmsIou) => decide({ nmsIou }) },
    }),
  ];
}

/** Kept boxes with how many each suppressed; of the chosen one, which. */
function drawSuppression(into: HTMLElement, { candidates }: Decided, options: StepOptions): void {
  const { chosen, settings, answer } = options;
  const number = new Map<number, number>();
  const least = (k: number) => settings.threshold ?? answer.thresholds[k]!;
  const rows = candidates.flatMap((one, index): Row[] => {
    const { class: name, box, score, suppressedBy, classIndex } = one;
    if (suppressedBy !== undefined || score < least(classIndex)) return [];
    number.set(index, number.size + 1);
    const count = candidates.filter(({ suppressedBy }) => suppressedBy === index).length;
    return [{ index, class: name, box, score, note: t('suppressed', { count }) }];
  });
  const dropped = candidates.flatMap((one, index): Row[] => {
    const { class: name, box, score, suppressedBy: by } = one;
    if (by === undefined || !number.has(by) || (chosen && chosen.index !== by)) return [];
    const overlap = iou(box, candidates[by]!.box).toFixed(2);
    const note = t('suppressedBy', { number: number.get(by)!, iou: overlap });
    return [{ index, class: name, box, score, note, dropped: true }];
  });
  const shown = chosen
    ? rows.flatMap((row) => (row.index === chosen.index ? [row, ...dropped] : [row]))
    : rows;
  fill(into, rows.length === 0 ? h('p', {}, t('nothingFound')) : list(shown, options));
  const color = colors(options);
  const drawn = dropped.slice(0, 40).map((row): DrawnBox => {
    return { box: row.box, color: color(row.class), kind: 'dropped' };
  });
  const kept = rows.map((row): DrawnBox => {
    const kind = chosen && chosen.index !== row.index ? 'faint' : 'kept';
    const name = `${number.get(row.index)}: ${row.class}`;
    const label = kind === 'faint' ? '' : name;
    return { box: row.box, color: color(row.class), kind, label, name, onChoose: () => options.choose(row) };
  });
  options.stage.boxes([...drawn, ...kept.reverse()]);
}
