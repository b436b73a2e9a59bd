import { count, counted } from '../../../src/counted.js';
import type { Block, Section, Table, Text } from '../../../src/reports/document.js';
import { decimal, percent } from '../../../src/reports/format.js';
import type { Interval } from '../../analysis/bootstrap.js';
import { protocolNamed } from '../../protocols.js';
import type { ReportData } from '../data.js';
import { headlineOf, rulesInWords } from '../rules.js';

/** A longer list of failures is cut, with its length. */
const mostFailures = 50;
/** Names in a sentence. */
const mostNames = 10;

/** The number with its interval, the data and the rules. */
export function headlineSection(data: ReportData): Section {
  return {
    id: 'headline',
    title: 'Result',
    blocks: [
      ...incomplete(data),
      ...data.hints.map((text) => ({ kind: 'text', text }) satisfies Text),
      cards(data),
      { kind: 'pair', blocks: [[datasetTable(data), ...numbersTable(data)], rulesTable(data)] },
      ...failures(data),
    ],
  };
}

/** None for a contest with one number, which is on a card already. */
function numbersTable({ evaluation }: ReportData): Table[] {
  const metrics = Object.entries(evaluation.metrics);
  if (metrics.length === 1) return [];
  const rows = metrics.map(([name, value]) => [name, percent(value)]);
  return [{ kind: 'table', caption: "The contest's numbers", head: ['number', '%'], rows }];
}

function cards({
  evaluation,
  analysis: { interval, averagedInterval, errors },
  about: { failed = [] },
}: ReportData): Block {
  const { name, value } = headlineOf(evaluation);
  const { counts, missing } = evaluation;
  const level = Math.round(100 * interval.level);
  const note = ({ low, high }: Interval) => `${level} % interval ${percent(low, 1)}–${percent(high, 1)}`;
  return {
    kind: 'cards',
    cards: [
      { name, value: `${percent(value)} %`, note: note(averagedInterval ?? interval) },
      ...(averagedInterval
        ? [
            {
              name: `mAP at IoU ${decimal(errors.iou)}`,
              value: `${percent(errors.mAP)} %`,
              note: note(interval),
            },
          ]
        : []),
      {
        name: 'images',
        value: count(counts.images),
        note: imagesNote(failed.length, missing.images.length),
      },
      {
        name: 'objects to find',
        value: count(counts.objects),
        note: `${counted(counts.classes, 'class', 'classes')}${missing.classes.length > 0 ? ` (${count(missing.classes.length)} missing)` : ''}, ${count(counts.ignoredObjects)} ignored`,
      },
      {
        name: 'detections',
        value: count(counts.detections),
        note: `${(counts.detections / Math.max(1, counts.images)).toFixed(1)} per image`,
      },
    ],
  };
}

function imagesNote(failed: number, missing: number): string {
  if (missing === 0) return failed === 0 ? 'none failed' : `${count(failed)} failed`;
  return `${count(missing)} missing${failed > 0 ? `, ${count(failed)} failed` : ''}`;
}

/** The number of incomplete results must not pass for a complete one. */
function incomplete({ evaluation: { missing, counts } }: ReportData): Text[] {
  const parts = [
    partOf(missing.images, { all: counts.images, what: 'images' }),
    partOf(missing.classes, { all: counts.classes, what: 'classes' }),
  ].filter((text) => text !== '');
  if (parts.length === 0) return [];
  return [
    {
      kind: 'text',
      text: `These results are incomplete. They lack ${parts.join(', and ')}; the objects there count as missed.`,
    },
  ];
}

function partOf(names: readonly string[], { all, what }: { readonly all: number; readonly what: string }) {
  if (names.length === 0) return '';
  const more = names.length > mostNames ? ` and ${count(names.length - mostNames)} more` : '';
  return `${count(names.length)} of ${count(all)} ${what} (${names.slice(0, mostNames).join(', ')}${more})`;
}

function datasetTable({
  evaluation: { protocol, counts },
  analysis: { interval },
  about,
}: ReportData): Block {
  const { leftOut } = counts;
  return {
    kind: 'table',
    caption: 'What was evaluated',
    head: ['', ''],
    words: true,
    rows: [
      ['Rules of', protocolNamed(protocol).title],
      ...(about.truth ? [['Data set', about.truth]] : []),
      ...(about.detections ? [['Results', about.detections]] : []),
      ...(about.facts ?? []).map(({ name, value }) => [name, value]),
      [
        'Objects',
        `${count(counts.truth)} annotated: ${count(counts.objects)} to find, ${count(counts.ignoredObjects)} ignored, ${count(leftOut.truth)} left out`,
      ],
      ['Detections', `${count(counts.detections)}, of them ${count(leftOut.detections)} left out`],
      [
        'Interval',
        `percentile bootstrap, ${count(interval.resamples)} resamplings of the images, seed ${interval.seed}`,
      ],
    ],
  };
}

function rulesTable({ evaluation }: ReportData): Block {
  return {
    kind: 'table',
    caption: 'The rules that the numbers depend on',
    head: ['', ''],
    words: true,
    rows: rulesInWords(evaluation),
  };
}

function failures({ about: { failed = [] } }: ReportData): Block[] {
  if (failed.length === 0) return [];
  const rest = failed.length - mostFailures;
  return [
    {
      kind: 'table',
      caption: `Images that failed; their objects count as missed${rest > 0 ? ` (the first ${mostFailures} of ${count(failed.length)})` : ''}`,
      head: ['image', 'reason'],
      words: true,
      rows: failed.slice(0, mostFailures).map(({ image, reason }) => [image, reason]),
    },
  ];
}
