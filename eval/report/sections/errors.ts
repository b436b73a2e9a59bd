import { type ErrorKind, errorKinds } from '../../analysis/errors.js';
import { errorGains } from '../charts/errors.js';
import type { ReportData } from '../data.js';
import type { Section } from '../document.js';
import { count, decimal, percent, points } from '../format.js';

const meaning: Readonly<Record<ErrorKind, string>> = {
  classification: 'on an object, by a wrong name',
  localisation: 'right name, box too far off',
  both: 'wrong name, and box too far off',
  duplicate: 'the object was found already',
  background: 'nothing there',
  missed: 'an object that no detection came near',
};

/** What keeps the number down, after TIDE. */
export function errorsSection({ analysis: { errors } }: ReportData): Section {
  const rows = errorKinds.map((kind) => ({ kind, ...errors.errors[kind] }));
  const costliest = rows.reduce((most, row) => (row.gain > most.gain ? row : most));
  const { withoutProposal, missed } = errors;
  return {
    id: 'errors',
    title: 'Errors',
    blocks: [
      {
        kind: 'text',
        text:
          `Each kind of error after TIDE (Bolya 2020), by the matching of the chosen rules at IoU ${decimal(errors.iou)}: ` +
          'how many there are, and what mAP would gain if all of the kind were mended. Gains do not add up: mending one kind changes the worth of the next.',
      },
      {
        kind: 'pair',
        blocks: [
          {
            kind: 'chart',
            title: 'AP gained if one kind of error were mended',
            alt: `Bars of gain; ${costliest.kind} errors cost most, ${points(costliest.gain, 1)} points of AP.`,
            draw: () => errorGains([{ name: 'this run', errors }]),
          },
          {
            kind: 'table',
            caption: `From mAP ${percent(errors.mAP)} % at IoU ${decimal(errors.iou)}`,
            head: ['error', 'meaning', 'count', 'AP gained'],
            rows: [
              ...rows.map(({ kind, count: n, gain }) => [kind, meaning[kind], count(n), points(gain)]),
              ...(withoutProposal === undefined
                ? []
                : [
                    [
                      'no proposal',
                      'of the missed: no proposal reached IoU 0.5',
                      count(withoutProposal),
                      '–',
                    ],
                  ]),
            ],
          },
        ],
      },
      ...(withoutProposal === undefined || missed.length === 0
        ? []
        : [
            {
              kind: 'text' as const,
              text: `${count(withoutProposal)} of ${count(missed.length)} missed objects have no proposal of IoU 0.5: no classifier could have found them.`,
            },
          ]),
    ],
  };
}
