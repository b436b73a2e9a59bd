import { count } from '../../../src/counted.js';
import type { Chart, Section, Table, Text } from '../../../src/reports/document.js';
import { decimal, percent, points } from '../../../src/reports/format.js';
import { type ErrorAnalysis, errorKinds, errorMeanings } from '../../analysis/errors.js';
import { errorGains } from '../charts/errors.js';
import type { ReportData } from '../data.js';

/** What keeps the number down, after TIDE. */
export function errorsSection({ analysis: { errors } }: ReportData): Section {
  return {
    id: 'errors',
    title: 'Errors',
    blocks: [
      {
        kind: 'text',
        text:
          `Each kind of error after TIDE (Bolya 2020), by the matching of the chosen rules at IoU ${decimal(errors.iou)}: ` +
          'how many there are, and what mAP would gain if all of the kind were fixed. Gains do not add up: fixing one kind changes the worth of the next.',
      },
      { kind: 'pair', blocks: [gainsChart(errors), errorsTable(errors)] },
      ...outOfReach(errors),
    ],
  };
}

function gainsChart(errors: ErrorAnalysis): Chart {
  const rows = errorKinds.map((kind) => ({ kind, ...errors.errors[kind] }));
  const costliest = rows.reduce((most, row) => (row.gain > most.gain ? row : most));
  return {
    kind: 'chart',
    title: 'mAP gained if one kind of error were fixed',
    alt: `Bars of gain; ${costliest.kind} errors cost most, ${points(costliest.gain, 1)} points of mAP.`,
    draw: () => errorGains([{ name: 'this run', errors }]),
  };
}

function errorsTable({ errors, iou, mAP, withoutProposal }: ErrorAnalysis): Table {
  const noProposal = 'of the missed: no proposal reached IoU 0.5';
  return {
    kind: 'table',
    caption: `From mAP ${percent(mAP)} % at IoU ${decimal(iou)}`,
    head: ['error', 'meaning', 'count', 'mAP gained'],
    rows: [
      ...errorKinds.map((kind) => [
        kind,
        errorMeanings[kind],
        count(errors[kind].count),
        points(errors[kind].gain),
      ]),
      ...(withoutProposal === undefined ? [] : [['no proposal', noProposal, count(withoutProposal), '–']]),
    ],
  };
}

/** Where proposals were given: the misses that are their fault. */
function outOfReach({ withoutProposal, missedWithProposals, missed }: ErrorAnalysis): Text[] {
  if (withoutProposal === undefined || missedWithProposals === undefined || missed.length === 0) return [];
  const rest = missed.length - missedWithProposals;
  const known = `${count(withoutProposal)} of ${count(missedWithProposals)} missed objects have no proposal of IoU 0.5: no classifier could have found them.`;
  const unknown = `${count(rest)} missed objects are on images whose proposals are not known.`;
  const text = [...(missedWithProposals > 0 ? [known] : []), ...(rest > 0 ? [unknown] : [])].join(' ');
  return [{ kind: 'text', text }];
}
