/** The report of a classifier: top-1 and top-5, the ladder, classes, confusion, calibration. K = classes of the truth. */
import { count, counted } from '../../src/counted.js';
import type { Block, ReportDocument, Section, Table } from '../../src/reports/document.js';
import { percent } from '../../src/reports/format.js';
import type { ClassificationAnalysis, GuessCount } from '../analysis/classification.js';
import { shareInterval } from '../analysis/share-interval.js';
import type { ClassificationResult } from '../classification.js';
import { reliabilityDiagram, scoreHistogram } from './charts/reliability.js';
import { type Evidence, evidenceSection } from './evidence.js';
import { guessesSection } from './sections/guesses.js';

/** A cell of the paper's Table 3. */
export interface LadderCell {
  /** Averaged. */
  readonly models: number;
  /** Looks at each photograph. */
  readonly crops: number;
  readonly metrics: ClassificationResult['metrics'];
}

export interface ClassificationReport {
  readonly result: ClassificationResult;
  readonly analysis: ClassificationAnalysis;
  readonly ladder?: readonly LadderCell[];
  /** What the network sees of some images. */
  readonly evidence?: Evidence | undefined;
  /** A class as people call it, by its label; labels of two classes must not get one name. */
  readonly names?: ReadonlyMap<string, string>;
  readonly about?: {
    readonly truth?: string;
    readonly predictions?: string;
    readonly facts?: readonly { readonly name: string; readonly value: string }[];
    /** Images that could not be read; they count as wrong. */
    readonly failed?: readonly { readonly image: string; readonly reason: string }[];
  };
}

/** More do not fit a page. */
const MOST_FAILURES = 50;

export function composeClassificationReport(report: ClassificationReport): ReportDocument {
  const { predictions, truth } = report.about ?? {};
  return {
    title: 'Classification evaluation',
    subtitle: ['ILSVRC CLS rules', [predictions, truth && `on ${truth}`].filter(Boolean).join(' ')]
      .filter(Boolean)
      .join(' · '),
    sections: [
      headline(report),
      ...(report.ladder ? [ladderSection(report.ladder)] : []),
      classesSection(report),
      guessesSection(report),
      calibrationSection(report),
      ...(report.evidence ? [evidenceSection(report.evidence, report.analysis)] : []),
    ],
    footer: 'Made by googlenet-rcnn evaluate. One file, nothing is loaded from elsewhere.',
  };
}

function headline({ result: { metrics, counts }, about }: ClassificationReport): Section {
  const { facts = [], failed = [] } = about ?? {};
  const note = (accuracy: number) => {
    const { low, high } = shareInterval(accuracy, counts.images);
    return `95 % interval ${percent(low, 1)}–${percent(high, 1)}; error ${percent(1 - accuracy)} %`;
  };
  const blocks: Block[] = [
    {
      kind: 'cards',
      cards: [
        { name: 'top-1', value: `${percent(metrics.top1)} %`, note: note(metrics.top1) },
        { name: 'top-5', value: `${percent(metrics.top5)} %`, note: note(metrics.top5) },
        {
          name: 'images',
          value: count(counts.images),
          note: `${count(counts.withoutPrediction)} without a prediction, counted as wrong`,
        },
        { name: 'classes', value: count(counts.classes) },
      ],
    },
  ];
  if (facts.length > 0) {
    const rows = facts.map(({ name, value }) => [name, value]);
    blocks.push({ kind: 'table', caption: 'Where it comes from', head: ['', ''], rows, words: true });
  }
  if (failed.length > 0) {
    blocks.push({
      kind: 'table',
      caption: `${counted(failed.length, 'image')} could not be read`,
      head: ['image', 'why'],
      rows: failed.slice(0, MOST_FAILURES).map(({ image, reason }) => [image, reason]),
      words: true,
    });
  }
  return { id: 'headline', title: 'Result', blocks };
}

function ladderSection(ladder: readonly LadderCell[]): Section {
  const columns = [...new Set(ladder.map(({ crops }) => crops))];
  const rows = [...new Set(ladder.map(({ models }) => models))];
  const table = (caption: string, metric: 'top1' | 'top5'): Table => ({
    kind: 'table',
    caption,
    head: ['models', ...columns.map((crops) => counted(crops, 'crop'))],
    rows: rows.map((models) => [
      String(models),
      ...columns.map((crops) => {
        const cell = ladder.find((one) => one.models === models && one.crops === crops);
        return cell ? percent(1 - cell.metrics[metric]) : '';
      }),
    ]),
  });
  return {
    id: 'ladder',
    title: 'Models and crops',
    blocks: [
      {
        kind: 'pair',
        blocks: [table('Top-1 error, %', 'top1'), table('Top-5 error, %', 'top5')],
      },
      {
        kind: 'text',
        text: 'GoogLeNet in ILSVRC14, 1,000 classes, top-5 error: 10.07, 9.15, 7.89 with one network at 1, 10, 144 crops; 8.09, 7.62, 6.67 with seven (Table 3).',
      },
    ],
  };
}

function classesSection({ result: { perClass }, analysis, names }: ClassificationReport): Section {
  const mistaken = new Map<string, GuessCount>();
  for (const cell of analysis.guesses)
    if (cell.truth !== cell.guess && !mistaken.has(cell.truth)) mistaken.set(cell.truth, cell);
  const named = (label: string) => names?.get(label) ?? label;
  const rows = perClass
    .toSorted((a, b) => a.top1 - b.top1)
    .map(({ class: label, images, top1, top5 }) => {
      const most = mistaken.get(label);
      return [
        ...[named(label), count(images), percent(top1, 1), percent(top5, 1)],
        most ? `${named(most.guess)} (${count(most.count)})` : '',
      ];
    });
  return {
    id: 'classes',
    title: 'Classes',
    blocks: [
      {
        kind: 'table',
        caption: 'Every class, the hardest first',
        head: ['class', 'images', 'top-1 %', 'top-5 %', 'most often taken for'],
        rows,
      },
    ],
  };
}

function calibrationSection({ analysis: { calibration } }: ClassificationReport): Section {
  const title = { id: 'calibration', title: 'Calibration' };
  if (!calibration) {
    return { ...title, blocks: [{ kind: 'text', text: 'Not known: these guesses have no scores.' }] };
  }
  const { bins, ece } = calibration;
  return {
    ...title,
    blocks: [
      {
        kind: 'text',
        text: `Expected calibration error ${percent(ece)} % (Guo 2017: the mean distance of the first guess's score and the share of right ones, ${bins.length} bins, weighted by images). Bars above the dashed line: scores are too low (underconfident), as averages of many views are; below it: too high (overconfident). A dot marks the mean score of its bin.`,
      },
      {
        kind: 'pair',
        blocks: [
          {
            kind: 'chart',
            title: 'Reliability: right first guesses by score',
            alt: `Share of right first guesses in ${bins.length} bins of score beside the diagonal; expected calibration error ${percent(ece)} %.`,
            draw: () => reliabilityDiagram(calibration, 'right first guesses'),
          },
          {
            kind: 'chart',
            title: 'Images by score of the first guess, logarithmic',
            alt: `Number of images in ${bins.length} bins of score.`,
            draw: () => scoreHistogram(calibration, 'images'),
          },
        ],
      },
    ],
  };
}
